/** Replaces `form-data` in the bundle. axios loads it, but uses it only for forms. */
export default undefined;
