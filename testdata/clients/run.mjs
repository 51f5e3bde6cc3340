// Starts simulated portals with the program given, runs each client against its
// portal over TLS, and adds up: node run.mjs PATCHBAY.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { seed } from './seed.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const program = process.argv[2]
const portals = [
  { edition: 'cloud', clients: ['b24jssdk', 'b24jssdk_oauth', 'bitrix_2bad', 'plain'] },
  { edition: 'onpremise', clients: ['b24jssdk_module'] }
]

// A portal in a folder of its own; its certificate is beside its world.
async function start(edition, folder) {
  const world = join(folder, `${edition}.json`)
  const file = join(folder, `${edition}-seed.json`)
  writeFileSync(file, JSON.stringify(seed(edition)))
  const child = spawn(program, ['sim', 'bitrix24', '--seed', file, '--world', world, '--option', 'tls=true'], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, certificate: `${world}.pem`, ready: JSON.parse(line) }
  }
  throw new Error(`the simulator did not start: ${program} sim bitrix24`)
}

// One client in a process of its own, since Node reads certificates at start.
function run(client, portal) {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: portal.certificate, WEBHOOK: portal.ready.credentials.webhook, SIM: portal.ready.url }
  const child = spawn(process.execPath, [join(here, `${client}.mjs`)], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.on('data', (part) => { out += part })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out })))
}

const folder = mkdtempSync(join(tmpdir(), 'patchbay-clients-'))
let passed = 0
let failed = 0
try {
  for (const { edition, clients } of portals) {
    for (const client of clients) {
      const portal = await start(edition, join(folder))
      const { code, out } = await run(client, portal)
      portal.child.kill('SIGINT')
      await new Promise((resolve) => portal.child.on('close', resolve))
      rmSync(join(folder, `${edition}.json`), { force: true })
      console.log(`-- ${client} (${edition})\n${out.trimEnd()}`)
      const tally = out.match(/^(\d+) passed, (\d+) failed$/m)
      passed += Number(tally?.[1] ?? 0)
      failed += Number(tally?.[2] ?? 0) + (tally ? 0 : 1)
      if (code !== 0 && tally?.[2] === '0') failed++
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)
