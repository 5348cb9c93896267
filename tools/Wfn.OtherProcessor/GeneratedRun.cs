using System.Reflection;
using System.Runtime.InteropServices;

namespace Wfn.OtherProcessor;

/// <summary>Runs generated code that was compiled elsewhere, and writes down its outputs.</summary>
internal static class GeneratedRun
{
    private delegate void InferCall(ReadOnlySpan<float> input, Span<float> output);

    private delegate void InferBatchCall(int batch, ReadOnlySpan<float> input, Span<float> output);

    /// <summary>Runs what a folder has: models.dll, and in runs.txt a line of type, file of inputs, samples and outputs of a sample for each.</summary>
    /// <remarks>
    /// The outputs are floats in files named by the type: .single has those of one sample after another, .batch those of all at once. They are
    /// not hashed here, as .NET takes hash functions from a library that the emulated system lacks.
    /// </remarks>
    /// <returns>The exit code.</returns>
    public static int Run(string folder)
    {
        var assembly = Assembly.LoadFrom(Path.GetFullPath(Path.Combine(folder, "models.dll")));
        foreach (var line in File.ReadAllLines(Path.Combine(folder, "runs.txt")))
        {
            var parts = line.Split(' ');
            var type = assembly.GetType(parts[0], throwOnError: true)!;
            var (samples, length) = (int.Parse(parts[2]), int.Parse(parts[3]));
            var inputs = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, parts[1]))).ToArray();
            var outputs = new float[samples * length];
            var infer = Method<InferCall>(type);
            for (var sample = 0; sample < samples; sample++)
            {
                var input = inputs.Length / samples;
                infer(inputs.AsSpan(sample * input, input), outputs.AsSpan(sample * length, length));
            }

            Write($"{parts[0]}.single", outputs);
            Array.Clear(outputs);
            Method<InferBatchCall>(type)(samples, inputs, outputs);
            Write($"{parts[0]}.batch", outputs);
        }

        return 0;

        void Write(string name, float[] outputs) => File.WriteAllBytes(Path.Combine(folder, name), MemoryMarshal.AsBytes(outputs.AsSpan()));
    }

    private static T Method<T>(Type type)
        where T : Delegate =>
        type.GetMethod("Infer", [.. typeof(T).GetMethod("Invoke")!.GetParameters().Select(p => p.ParameterType)])!.CreateDelegate<T>();
}
