/** Completes image names, because a builder does not complete short names like Kubernetes. */

export interface ImageName {
  /** The name without a tag. */
  readonly repository: string;
  readonly tag?: string;
}

const REPOSITORY = /^[a-zA-Z0-9.-]+(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The image that a build creates. Its digest is not known in advance. */
export function madeImage(property: string, name: string): ImageName {
  const { repository, tag, digest } = parts(property, name);
  if (digest !== undefined) {
    throw new Error(
      `${property}: "${name}" contains a digest, which only a build produces: remove it`,
    );
  }
  return tag === undefined ? { repository } : { repository, tag };
}

/** The name with its registry, as Kubernetes and Docker complete it. */
export function wholeName(property: string, name: string): string {
  const { repository, tag, digest } = parts(property, name);
  return [repository, tag && `:${tag}`, digest && `@${digest}`].join("");
}

function parts(property: string, name: string): ImageName & { readonly digest?: string } {
  const [, short = "", , tag, , digest] = /^([^@]*?)(:([^:/@]*))?(@(.*))?$/.exec(name) ?? [];
  const repository = withRegistry(short);
  const isName =
    REPOSITORY.test(repository) &&
    (tag === undefined || TAG.test(tag)) &&
    (digest === undefined || DIGEST.test(digest));
  if (!isName) {
    throw new Error(
      `${property}: "${name}" is not an image name (for example registry.example.com/connect:1)`,
    );
  }
  return { repository, ...(tag && { tag }), ...(digest && { digest }) };
}

function withRegistry(repository: string): string {
  const [first = "", ...others] = repository.split("/");
  if (others.length === 0) return `docker.io/library/${repository}`;
  return /[.:]|^localhost$/.test(first) ? repository : `docker.io/${repository}`;
}
