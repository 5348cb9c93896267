using System.Diagnostics;
using System.Globalization;
using Wfn.Calibration;
using Wfn.Fixing;
using Wfn.Fixing.Compensation;

namespace Wfn.Generator.Tests.Networks;

/// <summary>How far outputs of published networks move when their weights are fixed, by generated, compiled and executed code.</summary>
public class MovedOutputsTests
{
    // Of which one in eight judges.
    private const int FixedSamples = 28;
    private const int Bits = 8;

    private static readonly CodebookBudget[] Budgets = [new(64, 6, 2), new(512, 9, 5)];

    // Small ones first: a run that is stopped has their rows, and the next one goes on behind them.
    [PublishedNetworks(Variable = "WFN_PUBLISHED")]
    public void ThePageSaysHowFar() => GeneratedSection.Check(
        "published-networks.md",
        "moved outputs",
        [
            "| network | weights | values | bits a weight | output | float32 moved by | largest move | fixed point moved by | largest move | s |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ],
        [.. Networks().SelectMany(network => Budgets.SelectMany(budget => Recorded(network, budget)))]);

    private static IEnumerable<PublishedNetwork> Networks() => PublishedNetwork.All.Append(PublishedNetwork.ResNet)
        .Where(network => network.Source.IsThere()).Select(network => (network, Cost: Cost(network))).OrderBy(pair => pair.Cost).Select(pair => pair.network);

    private static double Cost(PublishedNetwork network)
    {
        var graph = network.Import();
        return graph.Parameters.Sum(parameter => (double)parameter.Values.Count) * graph.Inputs.Sum(input => (double)input.Shape.Sample.ElementCount);
    }

    // Rows of a run before, which artifacts/moved-outputs keeps: delete it to measure anew.
    private static string[] Recorded(PublishedNetwork network, CodebookBudget budget)
    {
        var file = Repository.PathTo(string.Create(CultureInfo.InvariantCulture, $"artifacts/moved-outputs/{network.Name}, {budget.Values}.txt"));
        if (!File.Exists(file))
        {
            string[] rows = [.. Rows(network, budget)];
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllLines(file, rows);
        }

        return File.ReadAllLines(file);
    }

    private static IEnumerable<string> Rows(PublishedNetwork network, CodebookBudget budget)
    {
        var watch = Stopwatch.StartNew();
        var graph = network.Import();
        var result = UntrainedFixing.Fix(
            graph,
            DrawnInputs.Of(graph, FixedSamples, DrawnKind.Smooth),
            new UntrainedOptions { BySamples = new CompensationOptions { Budgets = [budget], Damping = 0.1 } },
            []).Network;
        var formats = StoredFormats.Choose(result.Graph, Bits, result.Codebook).Formats;
        var sample = network.Sample();
        var before = PublishedNetworkTests.Generated(graph, sample);
        var floats = PublishedNetworkTests.Generated(result.Graph, result.Codebook, result.LeftOut, sample);
        var integers = PublishedNetworkTests.Generated(result.Graph, result.Codebook, result.LeftOut, sample, [.. formats]);
        var total = NetworkStatistics.Of(result).Total;
        var seconds = watch.Elapsed.TotalSeconds;
        return graph.Outputs.Select((output, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"| {network.Name} | {graph.Parameters.Sum(parameter => parameter.Values.Count):N0} | {result.Codebook.Count} | {total.EntropyBits:0.00} "
            + $"| `{output.Name}` | {Moved(before[i], floats[i])} | {Moved(before[i], integers[i])} | {seconds:0} |"));
    }

    private static string Moved(float[] before, float[] after)
    {
        var size = Math.Sqrt(before.Average(value => (double)value * value));
        var moved = Math.Sqrt(before.Zip(after, (a, b) => Math.Pow(a - b, 2)).Average());
        var largest = before.Zip(after, (a, b) => Math.Abs(a - b)).Max() / Math.Max(before.Max(Math.Abs), float.Epsilon);
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(moved / size * 100, 1)} % | {Math.Round(largest * 100, 1)} %");
    }
}
