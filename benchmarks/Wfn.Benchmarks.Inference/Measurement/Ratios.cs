using Wfn.Benchmarks.Inference.Candidates;

namespace Wfn.Benchmarks.Inference.Measurement;

/// <summary>The ratios that tables show: how many times faster ours is.</summary>
internal static class Ratios
{
    private static readonly (string Ours, string Theirs)[] Shown =
    [
        (CandidateSet.FixedPoint, CandidateSet.RuntimeFloat),
        (CandidateSet.FixedPoint, CandidateSet.RuntimeQuantized),
        (CandidateSet.ShiftAdd, CandidateSet.RuntimeFloat),
        (CandidateSet.FloatingPoint, CandidateSet.RuntimeFloat),
        (CandidateSet.OnCores(CandidateSet.FixedPoint, CandidateSet.Cores), CandidateSet.OnCores(CandidateSet.FixedPoint, 1)),
        (CandidateSet.OnCores(CandidateSet.FixedPoint, CandidateSet.Cores), CandidateSet.OnCores(CandidateSet.RuntimeFloat, CandidateSet.Cores)),
        (CandidateSet.OnCores(CandidateSet.FloatingPoint, CandidateSet.Cores), CandidateSet.OnCores(CandidateSet.FloatingPoint, 1)),
    ];

    /// <summary>The columns' names.</summary>
    public static IReadOnlyList<string> Headings { get; } = [.. Shown.Select(ratio => $"{Short(ratio.Ours)} × {Short(ratio.Theirs)}")];

    /// <summary>The columns of a network, empty where one of the two was not measured.</summary>
    public static IEnumerable<string> Cells(IReadOnlyList<Timing> timings) => Shown.Select(ratio => Cell(timings, ratio.Ours, ratio.Theirs));

    /// <summary>One ratio; empty where one of the two was not measured.</summary>
    public static string Cell(IReadOnlyList<Timing> timings, string name, string other) =>
        timings.FirstOrDefault(t => t.Name == name) is { } own && timings.FirstOrDefault(t => t.Name == other) is { } theirs
            ? own.Against(theirs).ToString("F2")
            : "";

    /// <summary>A candidate's name without whose it is.</summary>
    public static string Short(string name) => name.Replace("ours, ", "", StringComparison.Ordinal);
}
