using System.Globalization;
using System.Runtime.InteropServices;
using Wfn.Benchmarks.Inference.Candidates;

namespace Wfn.Benchmarks.Inference.Measurement;

/// <summary>
/// Results of one processor and instruction set as a file of benchmarks/results. What docs/performance.md and the README say is made
/// from these files, which a test checks.
/// </summary>
internal static class RecordedResults
{
    private static readonly string[] Timed =
    [
        CandidateSet.RuntimeFloat,
        CandidateSet.RuntimeQuantized,
        CandidateSet.FixedPoint,
        CandidateSet.ShiftAdd,
        CandidateSet.FloatingPoint,
        CandidateSet.OnCores(CandidateSet.FixedPoint, CandidateSet.Cores),
    ];

    /// <summary>Writes the file of this machine.</summary>
    /// <param name="command">The command that measured.</param>
    /// <param name="rows">Networks, samples a call, and what was measured.</param>
    /// <returns>The file.</returns>
    public static string Write(string command, IReadOnlyList<(string Network, int Batch, IReadOnlyList<Timing> Timings)> rows)
    {
        var set = InstructionSet.Current;
        var path = RepositoryPaths.Root($"benchmarks/results/{Machine.ProcessorFile}.{set.Name}.md");
        string[] lines =
        [
            $"# {Machine.Processor}, {set.Title}",
            "",
            "| | |",
            "|---|---|",
            $"| processor | {Machine.Processor}, {Environment.ProcessorCount} cores |",
            $"| instructions | {set.Title} |",
            $"| ONNX Runtime | {Machine.Runtime} |",
            $"| system | {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription} |",
            string.Create(CultureInfo.InvariantCulture, $"| date | {DateTime.UtcNow:yyyy-MM-dd}, load {Machine.Load} at the end |"),
            $"| command | `{command}` |",
            "",
            $"| network | batch | {string.Join(" | ", Timed.Select(name => Ratios.Short(name) + ", µs"))} | {string.Join(" | ", Ratios.Headings)} |",
            "|---|---|" + string.Concat(Enumerable.Repeat("---|", Timed.Length + Ratios.Headings.Count)),
            .. rows.Select(row => $"| {row.Network} | {row.Batch.ToString(CultureInfo.InvariantCulture)} "
                + $"| {string.Join(" | ", Timed.Select(name => Microseconds(row.Timings, name)))} "
                + $"| {string.Join(" | ", Ratios.Cells(row.Timings))} |"),
        ];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        return path;
    }

    private static string Microseconds(IReadOnlyList<Timing> timings, string name) => timings.FirstOrDefault(t => t.Name == name) is { } timing
        ? (Spread.Of(timing.Seconds).Median * 1e6).ToString("#,0.0", CultureInfo.InvariantCulture)
        : "";
}
