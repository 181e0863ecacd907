/** The routes of the HTTP API, in the form openapi-fetch reads. */
import type { paths as described } from './api'

type Parametrised<Operation, Header> = Operation extends { parameters: infer Parameters }
  ? Omit<Operation, 'parameters'> & { parameters: Omit<Parameters, 'header'> & Header }
  : Operation

/** Every write within an estate or a region, or on the platform, carries a key; leaving it out does not compile. */
type Keyed = { header: { 'Idempotency-Key': string } }

/** The CSRF header is the client's own business (client.ts). */
type Bare = { header?: never }

export type paths = {
  [Route in keyof described]: {
    [Method in keyof described[Route]]: Parametrised<
      described[Route][Method],
      [Method, Route] extends ['post' | 'put' | 'delete', `/api/v1/${'estates' | 'regions' | 'platform'}/${string}`] ? Keyed : Bare
    >
  }
}
