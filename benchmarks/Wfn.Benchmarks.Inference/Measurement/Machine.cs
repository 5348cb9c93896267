using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.OnnxRuntime;

namespace Wfn.Benchmarks.Inference.Measurement;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    /// <summary>Prints one line.</summary>
    public static void Print() => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"Machine: {Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.FrameworkDescription}, "
            + $"vectors of {Bits()} bits{(Avx512Vbmi.IsSupported ? " (AVX-512 VBMI)" : "")}; "
            + $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}; {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; load {Load()}.\n"));

    private static int Bits() =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
