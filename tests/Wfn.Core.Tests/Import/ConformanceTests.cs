using System.Globalization;
using System.Text.RegularExpressions;
using Wfn.Diagnostics;
using Wfn.Import;
using Wfn.Reference;
using Xunit.Sdk;

namespace Wfn.Core.Tests.Import;

/// <summary>What becomes of every one of ONNX's operator cases that Debian packages, as a page.</summary>
public partial class ConformanceTests
{
    internal const string Package = "/usr/share/libonnx-testdata/data";
    private static readonly string[] Parts = ["node", "pytorch-converted", "pytorch-operator", "simple"];

    // What these must give is written with four digits behind the point.
    private static readonly string[] OfFourDigits = ["test_gridsample_bicubic", "test_roialign_aligned_false", "test_roialign_aligned_true"];
    private static readonly string[] Ways = ["at run time", "with constants", "at import"];

    [FactWithConformanceCases]
    public void ThePageSaysWhatBecomesOfEveryCase()
    {
        var results = Parts.SelectMany(part => Directory.GetDirectories(Path.Combine(Package, part)).Order(StringComparer.Ordinal)).AsParallel().AsOrdered()
            .Select(Judge).ToList();
        Assert.True(results.Count > 1000, $"{results.Count} cases");
        var rows = results.GroupBy(result => result.Operator, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(Row).ToList();
        rows.Add(Row(new Everything(results)));
        GeneratedSection.Check(
            "conformance.md",
            "cases",
            [$"| operator | cases | {string.Join(" | ", Ways)} | refused or different | largest difference | why |", "|---|---|---|---|---|---|---|---|"],
            rows);
    }

    private static string Row(IGrouping<string, Result> group)
    {
        var ways = Ways.Select(way => group.Count(result => result.Way == way));
        var not = group.Where(result => result.Way is null).ToList();
        var largest = group.Where(result => result.Way is not null).Select(result => result.Ulps).DefaultIfEmpty().Max();
        var reasons = group is Everything ? [] : not.Select(result => result.Reason).Distinct(StringComparer.Ordinal).Take(3);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {group.Key} | {group.Count()} | {string.Join(" | ", ways)} | {not.Count} | {largest} | {string.Join("; ", reasons).Replace("|", "\\|", StringComparison.Ordinal)} |");
    }

    private static Result Judge(string folder)
    {
        OperatorCase one;
        try
        {
            one = new OperatorCase(Path.GetFileName(folder), folder, Path.Combine(folder, "test_data_set_0"));
        }
        catch (Exception error)
        {
            return new Result(NameOf(folder), null, 0, error is FileNotFoundException ? "sequences or optional values" : Short(error.Message));
        }

        var reasons = new List<string>();
        foreach (var (way, operands) in new[] { (0, one.AllOperands), (1, one.FloatOperands), (1, [0]) })
        {
            foreach (var keepsTypes in operands.Length == 0 || one.AllOperands.Length == 0 ? (bool[])[] : [true, false])
            {
                try
                {
                    return new Result(one.OpType, Ways[way], Run(one.Import(keepsTypes, operands)), "");
                }
                catch (Exception error)
                {
                    reasons.Add(Why(error));
                }
            }
        }

        try
        {
            one.RunAsConstant();
            return new Result(one.OpType, Ways[2], 0, "");
        }
        catch (Exception error)
        {
            reasons.Add(Why(error));
        }

        return new Result(one.OpType, null, 0, reasons.Count > 2 ? reasons[^2] : reasons[0]);
    }

    private static long Run(OperatorNetwork network)
    {
        var inputs = network.Graph.Inputs.Zip(network.Inputs).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
        var outputs = new FloatExecutor(network.Graph).Run(inputs, network.Batch);
        float[][] values = [.. network.Graph.Outputs.Select(output => outputs[output.Name])];
        if (OfFourDigits.Contains(network.Name))
        {
            network.Check(values, 1e-4f);
            return 0;
        }

        network.Check(values);
        return network.Ulps(values);
    }

    private static string NameOf(string folder) => Path.GetFileName(folder)["test_".Length..].Split('_')[0];

    private static string Why(Exception error) => error is WfnException or UnsupportedException ? Short(error.Message)
        : error is XunitException ? "other values" : "sequences or optional values";

    // Without the names of nodes and the reference to docs.
    private static string Short(string message)
    {
        var text = Nodes().Replace(message, "").Replace("the model asks for what is not supported: ", "", StringComparison.Ordinal);
        text = text.Split(". docs/", StringSplitOptions.None)[0].Split('\n')[0];
        return text.Length > 120 ? text[..120] + "…" : text;
    }

    [GeneratedRegex(@" \(nodes? [^)]*\)")]
    private static partial Regex Nodes();

    private sealed record Result(string Operator, string? Way, long Ulps, string Reason);

    private sealed class Everything(List<Result> results) : IGrouping<string, Result>
    {
        public string Key => "**all**";

        public IEnumerator<Result> GetEnumerator() => results.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>A test that needs ONNX's own operator cases, and is skipped aloud where Debian's package of them is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithConformanceCasesAttribute : FactAttribute
{
    /// <summary>Skips the test where the package is missing.</summary>
    public FactWithConformanceCasesAttribute()
    {
        if (!Directory.Exists(ConformanceTests.Package))
        {
            Skip = "libonnx-testdata is not installed";
        }
    }
}
