// What the client scripts have in common: counting checks, reaching the
// simulator's control plane, and what a call that must fail failed with.
import assert from 'node:assert/strict'

export const webhook = process.env.WEBHOOK
const sim = process.env.SIM

let passed = 0
let failed = 0

export async function check(name, run) {
  try {
    await run()
    passed++
  } catch (error) {
    failed++
    console.log(`FAIL ${name}\n     ${String(error.message).replaceAll('\n', '\n     ')}`)
  }
}

// Prints the tally; the last line of every script.
export function done() {
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed > 0 || passed === 0 ? 1 : 0)
}

// A request to the control plane: GET without a body, otherwise as said.
export async function control(method, path, body) {
  const reply = await fetch(sim + path, { method, body: body === undefined ? undefined : JSON.stringify(body) })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`)
  return text === '' ? null : JSON.parse(text)
}

export const world = () => control('GET', '/_sim/world')

// Lets the leaky bucket run empty, since the checks are not about waiting for it.
export const drain = () => control('POST', '/_sim/clock', { advance: '40s' })

// The requests that a run makes, without those of the control plane.
export async function requests(run) {
  await control('DELETE', '/_sim/requests')
  await run()
  return control('GET', '/_sim/requests')
}

// The next request to a method is answered so instead.
export const fault = (method, status, body, nth = 1) =>
  control('POST', '/_sim/faults', {
    match: { path: `*/${method}*` }, nth, kind: 'status', status,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    contentType: typeof body === 'string' ? 'text/html' : 'application/json'
  })

export const noFaults = () => control('DELETE', '/_sim/faults')

// The error that a run ends with, which must be one.
export async function failure(run) {
  let value
  try {
    value = await run()
  } catch (error) {
    return error
  }
  assert.fail(`nothing failed: ${JSON.stringify(value)}`)
}
