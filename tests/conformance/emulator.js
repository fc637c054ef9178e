// What the Node.js tests share: the emulator as a process, and the vendor's SDKs.
// Environment: HOPLINE_BIN_DIR, HOPLINE_NODE_DIR as for the Python tests (tests/harness).
'use strict';
const path = require('node:path');
const readline = require('node:readline');
const { spawn } = require('node:child_process');

// One of the vendor's packages: sdk('ali-oss').
function sdk(name) {
  return require(path.join(process.env.HOPLINE_NODE_DIR, 'node_modules', name));
}

// Starts an emulator; resolves to { address, stop }, address being what it printed.
async function startEmulator(...options) {
  const emulator = spawn(path.join(process.env.HOPLINE_BIN_DIR, 'hopline-emulator'), options,
                         { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = readline.createInterface({ input: emulator.stdout });
  const [line] = await Promise.race([
    new Promise((resolve) => lines.once('line', (text) => resolve([text]))),
    new Promise((_, reject) => emulator.once('exit', (code) => reject(
        new Error(`hopline-emulator ended with ${code}`)))),
  ]);
  return { address: JSON.parse(line), stop: () => emulator.kill() };
}

module.exports = { sdk, startEmulator };
