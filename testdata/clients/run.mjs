// Starts simulators with the program given, runs each client against its own, and adds
// up: node run.mjs PATCHBAY. Bitrix24 is spoken to over TLS, the others over plain http,
// and Asterisk over TCP as well.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { seed } from './seed.mjs'
import { seed as rainbowSeed } from './rainbow_seed.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const program = process.argv[2]
const runs = [
  { client: 'b24jssdk.mjs', edition: 'cloud' },
  { client: 'b24jssdk_oauth.mjs', edition: 'cloud' },
  { client: 'b24jssdk_limits.mjs', edition: 'cloud', options: ['operating=0.03'] },
  { client: 'b24jssdk_module.mjs', edition: 'onpremise' },
  { client: 'bitrix_2bad.mjs', edition: 'cloud' },
  { client: 'plain.mjs', edition: 'cloud' },
  { client: 'plain.php', edition: 'cloud' },
  { client: 'rainbow.mjs', type: 'rainbow', edition: 'pbx' },
  { client: 'rainbow.mjs', type: 'rainbow', edition: 'hub' },
  ...['22', '16'].flatMap((edition) => ['asterisk_ari.mjs', 'asterisk_ami.mjs', 'asterisk_panoramisk.py']
    .map((client) => ({ client, type: 'asterisk', edition, options: ['amiListen=127.0.0.1:0'] })))
]
const seeds = { bitrix24: seed, rainbow: rainbowSeed, asterisk: (edition) => ({ version: { 22: '22.10.1', 16: '16.28.0' }[edition] }) }

// A simulator with a world of its own, and the line that it says it is up with.
async function start({ client, type = 'bitrix24', edition, options = [] }, folder) {
  const file = join(folder, `${client}.${edition}.json`)
  writeFileSync(file, JSON.stringify(seeds[type](edition)))
  const args = ['sim', type, '--seed', file, ...(type === 'bitrix24' ? ['--tls', '--tls-cert', join(folder, `${client}.pem`)] : [])]
  const child = spawn(program, [...args, ...options.flatMap((option) => ['--option', option])], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, ready: JSON.parse(line) }
  }
  throw new Error(`the simulator did not start: ${program} ${args.join(' ')}`)
}

const interpreter = (client) => client.endsWith('.php') ? 'php' : client.endsWith('.py') ? '/usr/bin/python3' : process.execPath
// What a client needs besides its interpreter is asked for by that.
const there = (client) => spawnSync(interpreter(client), client.endsWith('.py') ? ['-c', 'import panoramisk'] : ['--version']).status === 0

// One client in a process of its own, since Node reads certificates at start.
function run({ client, edition }, { certificate = '', credentials, url, addresses = {} }) {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate, WEBHOOK: credentials.webhook ?? '', CREDENTIALS: JSON.stringify(credentials), EDITION: edition, SIM: url, AMI: addresses.ami ?? '' }
  const child = spawn(interpreter(client), [join(here, client)], { env, timeout: 180_000, stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.on('data', (part) => { out += part })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out })))
}

const folder = mkdtempSync(join(tmpdir(), 'patchbay-clients-'))
let passed = 0
let failed = 0
try {
  for (const one of runs) {
    if (!there(one.client)) {
      console.log(`skipped: ${one.client}: ${interpreter(one.client)} or what the client needs is not here`)
      continue
    }
    const { child, ready } = await start(one, folder)
    const { code, out } = await run(one, ready)
    child.kill('SIGINT')
    await new Promise((resolve) => child.on('close', resolve))
    console.log(`-- ${one.client} (${one.edition})\n${out.trimEnd()}`)
    const tally = out.match(/^(\d+) passed, (\d+) failed$/m)
    passed += Number(tally?.[1] ?? 0)
    // A script that dies before its tally is one failure.
    failed += Number(tally?.[2] ?? 0) || (code === 0 && tally ? 0 : 1)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)
