using BenchmarkDotNet.Attributes;
using Wfn.Benchmarks.Inference.Candidates;
using Wfn.Benchmarks.Inference.Measurement;
using Wfn.Benchmarks.Inference.Networks;

namespace Wfn.Benchmarks.Inference.Isolated;

/// <summary>The same candidates as the paired measurement, one after another and each by itself.</summary>
[Config(typeof(InProcessConfig))]
public class InferenceBenchmarks
{
    private CandidateSet? set;

    /// <summary>Names of the networks.</summary>
    public static IEnumerable<string> Networks => NetworkCatalogue.All.Select(n => n.Name);

    /// <summary>The network.</summary>
    [ParamsSource(nameof(Networks))]
    public string Network { get; set; } = "";

    /// <summary>Samples a call.</summary>
    [Params(1, 32)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var prepared = PreparedNetwork.Prepare(NetworkCatalogue.Named([Network])[0]);
        Agreement.Check(prepared);
        set = CandidateSet.Make(prepared, Batch);
    }

    [GlobalCleanup]
    public void Cleanup() => set?.Dispose();

    [Benchmark(Baseline = true, Description = CandidateSet.RuntimeFloat)]
    public void RuntimeFloat() => set!.Candidates[0].Run();

    [Benchmark(Description = CandidateSet.RuntimeQuantized)]
    public void RuntimeQuantized() => set!.Candidates[1].Run();

    [Benchmark(Description = CandidateSet.FixedPoint)]
    public void FixedPoint() => set!.Candidates[2].Run();

    [Benchmark(Description = CandidateSet.ShiftAdd)]
    public void ShiftAdd() => set!.Candidates[3].Run();

    [Benchmark(Description = CandidateSet.FloatingPoint)]
    public void FloatingPoint() => set!.Candidates[4].Run();

    [Benchmark(Description = "TorchSharp")]
    public void Torch() => set!.Candidates[5].Run();
}
