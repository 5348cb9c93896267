using System.Globalization;
using Wfn.Fixing;
using Wfn.Fixing.Compensation;

namespace Wfn.Generator.Tests.Networks;

/// <summary>How far outputs of published networks move when their weights are fixed, by generated, compiled and executed code.</summary>
public class MovedOutputsTests
{
    private const int FixedSamples = 24;
    private const int JudgedSamples = 8;

    private static readonly CodebookBudget[] Budgets = [new(64, 6, 2), new(512, 9, 5)];

    [PublishedNetworks(Variable = "WFN_PUBLISHED")]
    public void ThePageSaysHowFar()
    {
        var rows = PublishedNetwork.All.Where(network => PublishedNetworkTests.IsQuick(network.Import())).SelectMany(network => Budgets.Select(budget => (network, budget))).AsParallel().AsOrdered()
            .SelectMany(pair => Rows(pair.network, pair.budget)).ToList();
        GeneratedSection.Check(
            "published-networks.md",
            "moved outputs",
            ["| network | weights | values | bits a weight | output | moved by | largest move |", "|---|---|---|---|---|---|---|"],
            rows);
    }

    private static IEnumerable<string> Rows(PublishedNetwork network, CodebookBudget budget)
    {
        var graph = network.Import();
        var result = CompensatedFixing.Fix(
            graph,
            DrawnInputs.Of(graph, FixedSamples, DrawnKind.Smooth),
            new CompensationOptions { Budgets = [budget], Damping = 0.1 },
            [],
            DrawnInputs.Of(graph, JudgedSamples, DrawnKind.Shapes)).Network;
        var sample = network.Sample();
        var before = PublishedNetworkTests.Generated(graph, sample);
        var after = PublishedNetworkTests.Generated(result.Graph, result.Codebook, result.LeftOut, sample);
        var total = NetworkStatistics.Of(result).Total;
        return graph.Outputs.Select((output, i) =>
        {
            var size = Math.Sqrt(before[i].Average(value => (double)value * value));
            var moved = Math.Sqrt(before[i].Zip(after[i], (a, b) => Math.Pow(a - b, 2)).Average());
            var largest = before[i].Zip(after[i], (a, b) => Math.Abs(a - b)).Max() / Math.Max(before[i].Max(Math.Abs), float.Epsilon);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"| {network.Name} | {graph.Parameters.Sum(parameter => parameter.Values.Count):N0} | {result.Codebook.Count} | {total.EntropyBits:0.00} "
                + $"| `{output.Name}` | {Math.Round(moved / size * 100, 1)} % | {Math.Round(largest * 100, 1)} % |");
        });
    }
}
