using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Wfn.Benchmarks.Inference.Isolated;

/// <summary>
/// Runs benchmarks in this process. By default BenchmarkDotNet builds a project of its own around them, with an artifacts folder
/// of its own, in which nothing of this repository's build is found.
/// </summary>
internal sealed class InProcessConfig : ManualConfig
{
    public InProcessConfig()
    {
        AddJob(Job.Default.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(30), logOutput: true)));
        AddDiagnoser(MemoryDiagnoser.Default);
    }
}
