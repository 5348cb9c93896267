// The same with ONNX Runtime: one thread, its defaults otherwise.
using Microsoft.ML.OnnxRuntime;
using Wfn.Benchmarks.Startup;

using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
using var session = new InferenceSession(Path.Combine(AppContext.BaseDirectory, "model.onnx"), options);
using var input = OrtValue.CreateTensorValueFromMemory(Picture.Make(), [1, 1, 28, 28]);
using var run = new RunOptions();
using var outputs = session.Run(run, [session.InputNames[0]], [input], [session.OutputNames[0]]);
Console.WriteLine(Picture.Largest(outputs[0].GetTensorDataAsSpan<float>()));
if (args.Length > 0)
{
    // Whoever measures memory looks at the process now, and then closes its input.
    Console.OpenStandardInput().ReadByte();
}
