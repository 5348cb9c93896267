using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Wfn.Benchmarks.Inference.Onnx;

namespace Wfn.Benchmarks.Inference.Measurement;

/// <summary>
/// The instructions that a run may use: .NET by its own switches, which only a new process reads, and ONNX Runtime by a copy of its
/// library that sees a lesser machine (<see cref="RestrictedRuntime"/>).
/// </summary>
/// <param name="Name">The name on the command line and in names of files.</param>
/// <param name="Title">The name in tables.</param>
/// <param name="Switches">Environment variables that switch the rest off in .NET 10.</param>
/// <param name="Runtime">What ONNX Runtime sees; null for all that there is.</param>
internal sealed record InstructionSet(string Name, string Title, IReadOnlyList<string> Switches, RuntimeRestriction? Runtime)
{
    /// <summary>The environment variable that tells a process which set it runs with.</summary>
    public const string Variable = "WFN_BENCHMARK_ISA";

    // Bits of the register XCR0: SSE and AVX registers, and no AVX-512 ones; and SSE registers alone.
    private const byte StateOfAvx = 0x1F;
    private const byte StateOfSse = 0x03;

    // .NET 10 has one switch for all of AVX-512; EnableAVX512F of earlier versions does nothing.
    private const string NoAvx512 = "DOTNET_EnableAVX512";
    private const string NoVnni = "DOTNET_EnableAVXVNNI";

    /// <summary>All sets, the least one first.</summary>
    public static IReadOnlyList<InstructionSet> All { get; } =
    [
        new("none", "no vector instructions (ONNX Runtime: SSE)", ["DOTNET_EnableHWIntrinsic"], new RuntimeRestriction(StateOfSse, HasVnni: false)),
        new("avx2", "AVX2", [NoAvx512, NoVnni], new RuntimeRestriction(StateOfAvx, HasVnni: false)),
        new("avx2-vnni", "AVX2 with AVX-VNNI", [NoAvx512], new RuntimeRestriction(StateOfAvx, HasVnni: true)),
        new("avx512", "AVX-512", [], null),
    ];

    /// <summary>What this process runs with; as told, or else by what it finds.</summary>
    public static InstructionSet Current => Environment.GetEnvironmentVariable(Variable) is { } name ? Named(name) : Found();

    /// <summary>Whether this process was told to run with this set.</summary>
    public bool IsTold => Environment.GetEnvironmentVariable(Variable) == Name;

    /// <summary>Whether the processor has it; asked in a process that was told to run with it.</summary>
    public bool IsHere => Found() == this;

    /// <summary>The set of a name.</summary>
    public static InstructionSet Named(string name) => All.Single(set => set.Name == name);

    /// <summary>Runs this program again with this set, and gives its exit status.</summary>
    public int RunAgain(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(InstructionSet).Assembly.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in Switches)
        {
            start.Environment[name] = "0";
        }

        start.Environment[Variable] = Name;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static InstructionSet Found() => Named(
        Vector512.IsHardwareAccelerated ? "avx512"
            : !Vector256.IsHardwareAccelerated ? "none"
            : AvxVnni.IsSupported ? "avx2-vnni" : "avx2");
}
