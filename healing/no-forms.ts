/** In the bundle instead of `form-data`, which axios asks for at load and uses for forms only. */
export default undefined;
