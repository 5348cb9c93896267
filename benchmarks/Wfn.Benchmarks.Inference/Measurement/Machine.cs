using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using Wfn.Benchmarks.Inference.Onnx;

namespace Wfn.Benchmarks.Inference.Measurement;

/// <summary>What the figures were measured on.</summary>
internal static partial class Machine
{
    /// <summary>The processor's name and family, as in "AMD EPYC (family 26)".</summary>
    public static string Processor { get; } = Cpu("cpu family") is { } family
        ? $"{Cpu("model name")} (family {family})"
        : Cpu("model name") ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>The processor's name as part of a file's name, as in "amd-epyc-family-26".</summary>
    public static string ProcessorFile => NoLetters().Replace(Processor, "-").Trim('-').ToLowerInvariant();

    /// <summary>ONNX Runtime's version, and whether it sees all instructions.</summary>
    public static string Runtime => OrtEnv.Instance().GetVersionString() + (InstructionSet.Current is not { Runtime: not null, IsTold: true }
        ? ", which takes what the processor has"
        : RestrictedRuntime.IsPossible ? ", restricted to the same instructions" : ", not restricted: it takes what the processor has");

    /// <summary>The mean number of processes that wanted to run in the last minute.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    /// <summary>Prints one line.</summary>
    public static void Print() => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"Machine: {Processor}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.FrameworkDescription}, {InstructionSet.Current.Title}; "
            + $"ONNX Runtime {Runtime}; {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; load {Load}.\n"));

    private static string? Cpu(string key)
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NoLetters();
}
