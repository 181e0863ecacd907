/** The routes of the HTTP API, in the form openapi-fetch reads. */
import type { paths as described } from './api'
import type * as C from './contract'

/** Every write within an estate carries a key; leaving it out does not compile. */
type WithKey<Operation> = Operation extends { parameters: infer Parameters }
  ? Omit<Operation, 'parameters'> & {
      parameters: Omit<Parameters, 'header'> & { header: { 'Idempotency-Key': string } }
    }
  : Operation

type WithKeys<Route> = { [Method in keyof Route]: Method extends 'post' ? WithKey<Route[Method]> : Route[Method] }

type Keyed = {
  [Route in keyof described]: Route extends `/api/v1/estates/${string}` ? WithKeys<described[Route]> : described[Route]
}

type Answer<Body> = { headers: Record<string, unknown>; content: { 'application/json': Body } }
type Nothing = Record<string, never>
type InEstate = { estate_id: number }
type OfDisclosure = InEstate & { disclosure_id: number }
interface Get<Body, Query, Path> {
  parameters: { query?: Query; path: Path }
  responses: { 200: Answer<Body> }
}
interface Write<Sent, Body, Path> {
  parameters: { path: Path; header: { 'Idempotency-Key': string } }
  requestBody: { content: { 'application/json': Sent } }
  responses: { 200: Answer<Body> }
}
export interface paths extends Omit<Keyed, '/api/v1/estates/{estate_id}/points/summary'> {
  // The description names these parameters after the server's variables; the server reads from and to.
  '/api/v1/estates/{estate_id}/points/summary': {
    get: Get<C.PointsSummary, { from: string; to: string }, InEstate>
  }
  '/api/v1/estates/{estate_id}/disclosures': {
    get: Get<C.Page<C.Disclosure>, { after?: string; limit?: number }, InEstate>
    post: Write<{ from_month: string; to_month: string }, C.Disclosure, InEstate>
  }
  '/api/v1/estates/{estate_id}/disclosures/{disclosure_id}': { get: Get<C.Disclosure, Nothing, OfDisclosure> }
  '/api/v1/estates/{estate_id}/disclosures/{disclosure_id}/documents': {
    post: Write<{ document_id: number; title: string }, C.Disclosure, OfDisclosure>
  }
  '/api/v1/estates/{estate_id}/disclosures/{disclosure_id}/publish': { post: Write<Nothing, C.Disclosure, OfDisclosure> }
  '/api/v1/estates/{estate_id}/disclosures/{disclosure_id}/discard': { post: Write<Nothing, C.Disclosure, OfDisclosure> }
  '/api/v1/estates/{estate_id}/disclosures/{disclosure_id}/line': {
    get: Get<C.Page<C.DisclosureLineItem>, { account_code: string; after?: string; limit?: number }, OfDisclosure>
  }
}
