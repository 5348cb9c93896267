// Runs TFLite on the cases that `WFN_RECORD_TFLITE=FOLDER dotnet test tests/Wfn.Core.Tests --filter TfLiteOperatorTests` writes, and
// records what it gives: node record.js FOLDER PACKAGE, the package being an unpacked npm package @tensorflow/tfjs-tflite.
const fs = require('fs');
const path = require('path');

const [folder, tflite] = process.argv.slice(2);
const wasm = path.join(path.resolve(tflite), 'wasm');

async function main() {
  const module = await require(path.join(wasm, 'tflite_web_api_cc.js'))({
    wasmBinary: fs.readFileSync(path.join(wasm, 'tflite_web_api_cc.wasm')),
  });
  const list = (vector) => Array.from({ length: vector.size() }, (_, i) => vector.get(i));
  let failed = 0;
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.tflite'))) {
    const name = path.basename(file, '.tflite');
    const bytes = fs.readFileSync(path.join(folder, file));
    const memory = module._malloc(bytes.length);
    module.HEAPU8.set(bytes, memory);
    const made = module.TFLiteWebModelRunner.CreateFromBufferAndOptions(
      memory, bytes.length, { numThreads: 1, enableProfiling: false, maxProfilingBufferEntries: 16 });
    if (!made.ok()) {
      console.log(`${name}: ${made.errorMessage()}`);
      failed++;
      continue;
    }

    const runner = made.value();
    list(runner.GetInputs()).forEach((tensor, i) => {
      const values = fs.readFileSync(path.join(folder, `${name}.x${i}.f32`));
      tensor.data().set(new Float32Array(values.buffer, values.byteOffset, values.length / 4));
    });
    if (!runner.Infer()) {
      console.log(`${name}: does not run`);
      failed++;
      continue;
    }

    list(runner.GetOutputs()).forEach((tensor, i) => {
      fs.writeFileSync(path.join(__dirname, `${name}.${i}.f32`), Buffer.from(Float32Array.from(tensor.data()).buffer));
    });
  }

  process.exitCode = failed ? 1 : 0;
}

main();
