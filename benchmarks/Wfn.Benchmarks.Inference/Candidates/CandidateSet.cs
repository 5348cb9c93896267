extern alias WfnGenerator;

using Wfn.Benchmarks.Inference.Networks;
using Wfn.Benchmarks.Inference.Onnx;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Benchmarks.Inference.Candidates;

/// <summary>All ways to run one network on the same batch.</summary>
internal sealed class CandidateSet : IDisposable
{
    /// <summary>Names of the candidates in tables.</summary>
    public const string RuntimeFloat = "ORT fp32";
    public const string RuntimeQuantized = "ORT int8";
    public const string FixedPoint = "ours, fixed point";
    public const string ShiftAdd = "ours, shift-add";
    public const string FloatingPoint = "ours, float32";

    /// <summary>The cores that share one image where that is measured.</summary>
    public const int Cores = 2;

    /// <summary>The kinds of generated code.</summary>
    public static readonly IReadOnlyList<(string Name, GeneratedNumerics Numerics, GeneratedKernel Kernel)> Generated =
    [
        (FixedPoint, GeneratedNumerics.FixedPoint, GeneratedKernel.Auto),
        (ShiftAdd, GeneratedNumerics.FixedPoint, GeneratedKernel.ShiftAdd),
        (FloatingPoint, GeneratedNumerics.Float32, GeneratedKernel.Auto),
    ];

    // On larger networks the loops take a second a sample and more.
    private const long MostPlainMultiplyAdds = 100_000_000;

    private CandidateSet(IReadOnlyList<ICandidate> candidates, KernelCensus? quantized) => (Candidates, Quantized) = (candidates, quantized);

    /// <summary>The candidates; the first one is what the others are compared with.</summary>
    public IReadOnlyList<ICandidate> Candidates { get; }

    /// <summary>What ONNX Runtime executes for the quantised model; null where that is the set's of one thread.</summary>
    public KernelCensus? Quantized { get; }

    /// <summary>Candidates whose names have one of some parts; null, which is all, where there are none.</summary>
    public static Func<string, bool>? Named(string[] parts) =>
        parts.Length == 0 ? null : name => parts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Makes them.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Samples a call.</param>
    /// <param name="only">Whether to make a candidate, by its name; null for all.</param>
    public static CandidateSet Make(PreparedNetwork network, int batch, Func<string, bool>? only = null)
    {
        var inputs = network.Inputs(batch);
        var optimized = Path.Combine(RepositoryPaths.Output("generated"), network.Network.Name + ".int8.optimized.onnx");
        var quantized = new OnnxRuntimeCandidate(RuntimeQuantized, network.Quantized, inputs, batch, optimized);
        var made = new List<ICandidate> { new OnnxRuntimeCandidate(RuntimeFloat, network.Float, inputs, batch) };
        Add(RuntimeQuantized, () => quantized);
        foreach (var (name, numerics, kernel) in Generated)
        {
            Add(name, () => new GeneratedCandidate(name, network, numerics, kernel, inputs, batch));
        }

        Add("TorchSharp", () => new TorchCandidate(network, inputs, batch));
        if (network.MultiplyAdds <= MostPlainMultiplyAdds)
        {
            Add("plain loops", () => new PlainLoopsCandidate(network, inputs, batch));
        }

        return new CandidateSet(made, KernelCensus.Of(optimized));

        void Add(string name, Func<ICandidate> make)
        {
            if (only?.Invoke(name) ?? true)
            {
                made.Add(make());
            }
        }
    }

    /// <summary>One image on one core and on <see cref="Cores"/>; ONNX Runtime on as many.</summary>
    /// <param name="network">The network.</param>
    /// <param name="only">Whether to make a candidate, by its name; null for all.</param>
    /// <exception cref="InvalidOperationException">Several threads give other bits than one.</exception>
    public static CandidateSet MakeParallel(PreparedNetwork network, Func<string, bool>? only = null)
    {
        var inputs = network.Inputs(1);
        var made = new List<ICandidate>
        {
            new OnnxRuntimeCandidate(OnCores(RuntimeFloat, Cores), network.Float, inputs, 1, threads: Cores),
            new OnnxRuntimeCandidate(OnCores(RuntimeQuantized, Cores), network.Quantized, inputs, 1, threads: Cores),
        };
        foreach (var (name, numerics, kernel) in Generated.Where(g => only?.Invoke(g.Name) ?? true))
        {
            var model = GeneratedCode.Load(network, numerics, kernel);
            var one = new GeneratedCandidate(OnCores(name, 1), model, network, inputs, 1);
            var several = new GeneratedCandidate(OnCores(name, Cores), model, network, inputs, 1, Cores);
            made.AddRange([one, several]);
            one.Run();
            several.Run();
            if (!one.Outputs.SequenceEqual(several.Outputs))
            {
                throw new InvalidOperationException($"{network.Network.Name}: {several.Name} gives other bits than {one.Name}");
            }
        }

        return new CandidateSet(made, null);
    }

    /// <summary>The name of a candidate on some cores.</summary>
    public static string OnCores(string name, int cores) => cores == 1 ? $"{name}, on 1 core" : $"{name}, on {cores} cores";

    public void Dispose()
    {
        foreach (var candidate in Candidates)
        {
            candidate.Dispose();
        }
    }
}
