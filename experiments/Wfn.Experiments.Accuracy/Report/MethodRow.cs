using Wfn.Experiments.Accuracy.Methods;
using Wfn.Experiments.Accuracy.Results;
using Wfn.Experiments.Accuracy.Statistics;

namespace Wfn.Experiments.Accuracy.Report;

/// <summary>A method's results on one network: one for each seed.</summary>
/// <param name="Method">The method.</param>
/// <param name="Results">Its results, one at least.</param>
internal sealed record MethodRow(IMethod Method, IReadOnlyList<RunResult> Results)
{
    /// <summary>The rows of a network, in the catalogue's order.</summary>
    public static IReadOnlyList<MethodRow> Of(IEnumerable<RunResult> results, string network) =>
    [
        .. from method in MethodCatalogue.All
           let own = results.Where(result => result.Network == network && result.Method == method.Name)
               .OrderBy(result => result.Seed).ToArray()
           where own.Length > 0
           select new MethodRow(method, own),
    ];

    /// <summary>A figure's mean over the seeds.</summary>
    public double Mean(Func<RunResult, double> figure) => Results.Average(figure);

    /// <summary>
    /// The accuracy that counts: the generated fixed-point code's where there is any, else float32's.
    /// </summary>
    public IReadOnlyList<MeasuredAccuracy> Deployed => [.. Results.Select(result => result.FixedPoint ?? result.Float)];

    /// <summary>How the accuracy that counts differs from another row's first result in float32, over all seeds.</summary>
    public PairedDifference DeployedAgainst(MethodRow original) =>
        PairedDifference.Of(original.Results[0].Float.Unpack(), [.. Deployed.Select(accuracy => accuracy.Unpack())]);
}
