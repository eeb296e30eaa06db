/**
 * A bucket in memory that lets nobody in whose signature is not right to the letter: the signature of version 4, written down from
 * Amazon's description and held against its published example (`s3.test.ts`), not from the client's code.
 */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { serveLocally } from '../support/serve-locally.ts';
import { contentOf } from './files.ts';

export const KEYS = { accessKeyId: 'AKIAPARLEYTESTS', secretAccessKey: 'secret/of+the=tests' };
export const REGION = 'eu-test-1';

export interface StrictS3 extends AsyncDisposable {
  endpoint: string;
  objects: Map<string, Buffer>;
  /** Every request from now on is answered with this. */
  broken: number | null;
  /** It says that it deletes, and does not. */
  keeps: boolean;
  requests: string[];
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const escaped = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

export interface Signed {
  method: string;
  url: URL;
  headers: Record<string, string>;
  signedHeaders: string[];
  date: string;
  region: string;
  secretAccessKey: string;
}

export function signatureOf({ method, url, headers, signedHeaders, date, region, secretAccessKey }: Signed): string {
  const query = [...url.searchParams].map(([name, value]) => `${escaped(name)}=${escaped(value)}`).toSorted();
  const canonical = [
    method,
    decodeURIComponent(url.pathname).split('/').map(escaped).join('/'),
    query.join('&'),
    ...signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim()}`),
    '',
    signedHeaders.join(';'),
    headers['x-amz-content-sha256'] ?? '',
  ].join('\n');
  const scope = `${date.slice(0, 8)}/${region}/s3/aws4_request`;
  const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, date.slice(0, 8)));
  return hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex');
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

function isSigned(req: IncomingMessage, url: URL, body: Buffer): boolean {
  const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
  const [, keyId, region = '', names = '', given] = AUTHORIZATION.exec(headers['authorization'] ?? '') ?? [];
  const signedHeaders = names.split(';');
  const hash = headers['x-amz-content-sha256'];
  if (keyId !== KEYS.accessKeyId || region !== REGION || !signedHeaders.includes('host')) return false;
  if (hash !== sha256(body) && (hash !== 'UNSIGNED-PAYLOAD' || req.method === 'PUT')) return false;
  const { method = '' } = req;
  const date = headers['x-amz-date'] ?? '';
  const { secretAccessKey } = KEYS;
  return signatureOf({ method, url, headers, signedHeaders, date, region, secretAccessKey }) === given;
}

export async function startStrictS3(bucket: string): Promise<StrictS3> {
  const server = createServer((req, res) => {
    void answer(req, res).catch(() => res.destroy());
  });
  const objects = new Map<string, Buffer>();

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await contentOf(req);
    const url = new URL(req.url ?? '', s3.endpoint);
    s3.requests.push(`${req.method} ${url.pathname}`);
    if (s3.broken !== null) return void res.writeHead(s3.broken).end();
    if (!isSigned(req, url, body)) return void res.writeHead(403).end('<Code>SignatureDoesNotMatch</Code>');
    if (!url.pathname.startsWith(`/${bucket}`)) return void res.writeHead(404).end('<Code>NoSuchBucket</Code>');
    const key = url.pathname.slice(bucket.length + 2);
    if (req.method === 'PUT') {
      // Amazon takes no body whose length it is not told.
      if (req.headers['content-length'] === undefined) return void res.writeHead(411).end();
      objects.set(key, body);
      return void res.writeHead(200).end();
    }
    if (req.method === 'DELETE') {
      if (!s3.keeps) objects.delete(key);
      return void res.writeHead(204).end();
    }
    if (key === '') return void res.writeHead(200).end(listing(url.searchParams));
    sendObject(req, res, objects.get(key));
  }

  /** Two at a time: whoever deletes has to come again. */
  function listing(query: URLSearchParams): string {
    const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).slice(0, 2);
    return `<?xml version="1.0"?><ListBucketResult>${keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('')}</ListBucketResult>`;
  }

  const site = await serveLocally(server);
  const s3: StrictS3 = {
    endpoint: site.url,
    objects,
    broken: null,
    keeps: false,
    requests: [],
    [Symbol.asyncDispose]: site[Symbol.asyncDispose],
  };
  return s3;
}

function sendObject(req: IncomingMessage, res: ServerResponse, object: Buffer | undefined): void {
  if (object === undefined) return void res.writeHead(404).end('<Code>NoSuchKey</Code>');
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(req.headers.range ?? '') ?? [];
  if (start === undefined) return void res.writeHead(200).end(object);
  res.writeHead(206).end(object.subarray(Number(start), Number(end) + 1));
}
