extern alias WfnGenerator;

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Wfn.Artifact;
using Wfn.Generator.Tests.Running;
using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Reference;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Golden;

/// <summary>Runs golden networks through every engine and gives a line of text for each.</summary>
internal static class GoldenRun
{
    /// <summary>
    /// The engine of float code, named by the machine's vectors: they decide on the order of its sums, and so on their last bits.
    /// Nothing is known of processors other than x64.
    /// </summary>
    public static string? Float { get; } = RuntimeInformation.ProcessArchitecture == Architecture.X64
        ? $"{AnyFloat} x64-{(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0)}"
        : null;

    /// <summary>How the names of all such engines begin.</summary>
    public const string AnyFloat = "generated float32";

    /// <summary>The engine of float code for vectors of 128 bits; on Arm its sums are the same.</summary>
    public const string Float128 = $"{AnyFloat} x64-128";

    /// <summary>The lines of all networks.</summary>
    public static List<GoldenLine> Lines(IReadOnlyList<GoldenNetwork> networks)
    {
        var lines = new List<GoldenLine>();
        var artifacts = networks.Select(n => n.Artifact()).ToList();
        var generated = Generate(artifacts, Float);
        var models = GeneratedModel.LoadTogether([.. generated.Select(g => (g.ClassName, g.Result))]);
        for (var i = 0; i < networks.Count; i++)
        {
            var (name, graph) = (networks[i].Name, artifacts[i].Graph);
            var samples = networks[i].Samples;
            var inputs = GoldenNetwork.Inputs(graph, 0, samples);
            lines.Add(new GoldenLine(name, "float reference", Hash(graph, samples, outputs => new FloatExecutor(graph).Run(inputs, samples, outputs))));
            if (IsFixedPoint(artifacts[i]))
            {
                var executor = new FixedPointExecutor(FixedPointLowering.Lower(artifacts[i]));
                lines.Add(new GoldenLine(name, "fixed-point reference", Hash(graph, samples, outputs => executor.Run(inputs, samples, outputs))));
            }

            foreach (var (_, engine, className, _) in generated.Where(g => g.Network == i))
            {
                var model = models[className];
                lines.Add(new GoldenLine(name, engine, Hash(graph, samples, outputs => Infer(model, inputs, outputs, samples))));
                lines.Add(new GoldenLine(name, engine + " batch", Hash(graph, samples, outputs => model.InferBatch(samples, inputs, outputs))));
            }
        }

        return lines;
    }

    /// <summary>The code of all engines of all networks, which is compiled at once: that takes a fraction of the time.</summary>
    /// <param name="artifacts">The networks.</param>
    /// <param name="floatEngine">What float code is called on the processor that it is for; null: leave it out.</param>
    public static List<(int Network, string Engine, string ClassName, GenerationResult Result)> Generate(List<WfnArtifact> artifacts, string? floatEngine)
    {
        (string Engine, GeneratedNumerics Numerics, GeneratedKernel Kernel)[] engines =
        [
            ("generated fixed point", GeneratedNumerics.FixedPoint, GeneratedKernel.Auto),
            ("generated shift-add", GeneratedNumerics.FixedPoint, GeneratedKernel.ShiftAdd),
            .. floatEngine is null ? (IEnumerable<(string, GeneratedNumerics, GeneratedKernel)>)[] : [(floatEngine, GeneratedNumerics.Float32, GeneratedKernel.Auto)],
        ];
        var generated = artifacts.SelectMany((artifact, i) => engines
            .Where(e => e.Numerics == GeneratedNumerics.Float32 || IsFixedPoint(artifact))
            .Select((e, k) => (Network: i, e.Engine, ClassName: $"Network{i}Code{k}", e.Numerics, e.Kernel)));
        return [.. generated.AsParallel().AsOrdered().Select(g => (g.Network, g.Engine, g.ClassName, ModelSource.Generate(
            WfnWriter.Write(artifacts[g.Network]), GeneratedModel.Options(g.Numerics, g.Kernel) with { ClassName = g.ClassName, MaxTableBytes = 1 << 30 })))];
    }

    /// <summary>What a line has of outputs, which are floats.</summary>
    public static string Hash(ReadOnlySpan<byte> outputs) => Convert.ToHexStringLower(SHA256.HashData(outputs))[..16];

    // One of the examples has formats, but not for every activation.
    private static bool IsFixedPoint(WfnArtifact artifact) =>
        artifact.ActivationFormats.Count == artifact.Graph.Inputs.Count + artifact.Graph.Nodes.Count;

    private static void Infer(GeneratedModel model, float[] inputs, float[] outputs, int samples)
    {
        var (input, output) = (inputs.Length / samples, outputs.Length / samples);
        for (var sample = 0; sample < samples; sample++)
        {
            model.Infer(inputs.AsSpan(sample * input, input), outputs.AsSpan(sample * output, output));
        }
    }

    private static string Hash(NetworkGraph graph, int samples, Action<float[]> run)
    {
        var outputs = new float[samples * graph.Outputs[0].Shape.Sample.ElementCount];
        run(outputs);
        return Hash(MemoryMarshal.AsBytes(outputs.AsSpan()));
    }
}
