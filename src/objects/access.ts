import { BadArgumentError, EnvironmentError } from "../core/errors.js";

/** Who asks a store of objects, and where it is. */
export interface ObjectAccess {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region: string;
  /** Of a store that is not AWS's own. */
  readonly endpoint?: URL;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Access as every tool of AWS takes it from the environment. @throws EnvironmentError when a variable is missing */
export function objectAccess(env: Environment = process.env): ObjectAccess {
  const sessionToken = env["AWS_SESSION_TOKEN"];
  const endpoint = env["AWS_ENDPOINT_URL_S3"] || env["AWS_ENDPOINT_URL"];
  return {
    accessKeyId: needed(env, "AWS_ACCESS_KEY_ID"),
    secretAccessKey: needed(env, "AWS_SECRET_ACCESS_KEY"),
    ...(sessionToken && { sessionToken }),
    region: env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || "us-east-1",
    ...(endpoint && { endpoint: endpointOf(endpoint) }),
  };
}

function needed(env: Environment, name: string): string {
  const value = env[name];
  if (value !== undefined && value !== "") return value;
  throw new EnvironmentError(
    `objects of S3 need ${name} in the environment, beside AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY; AWS_ENDPOINT_URL says where a store is that is not AWS's own`,
    { name },
  );
}

function endpointOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.search === "";
  if (isPlain && url.pathname === "/") return url;
  // It may have a password in it: it is not repeated.
  throw new BadArgumentError("AWS_ENDPOINT_URL is no http(s) URL of a store; something like http://127.0.0.1:9000 is");
}

/** Where an object is, or with an empty key its bucket; AWS's own buckets have names of hosts. */
export function urlOf({ endpoint, region }: ObjectAccess, bucket: string, key: string): URL {
  const path = key.split("/").map(encoded).join("/");
  const below = key === "" ? bucket : `${bucket}/${path}`;
  if (endpoint !== undefined) return new URL(`/${below}`, endpoint);
  // A wildcard's certificate is good for one label only.
  if (bucket.includes(".")) return new URL(`https://s3.${region}.amazonaws.com/${below}`);
  return new URL(`https://${bucket}.s3.${region}.amazonaws.com/${path}`);
}

/** As signatures have it: all but letters, digits and four signs. */
function encoded(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
