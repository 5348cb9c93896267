using Wfn.Fixing;
using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Training.Search;

/// <summary>What a search can have without training: weights fixed by samples of the training data, within one budget or another.</summary>
/// <param name="graph">The network.</param>
/// <param name="train">Its training data, in its input shape.</param>
/// <param name="options">Which budgets there are, and what stays off the codebook.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class SampleFixing(NetworkGraph graph, LabelledData train, SearchOptions options, CancellationToken cancellation)
{
    /// <summary>As many as the tool takes without training.</summary>
    private const int MostSamples = 512;

    private readonly Lazy<CompensatedFixing> fixing = new(() => CompensatedFixing.Prepare(
        graph,
        train.Spread(MostSamples).Inputs(graph),
        new CompensationOptions { Budgets = options.Budgets },
        options.Retraining.Exclude,
        threads: options.Retraining.Threads,
        cancellation: cancellation));

    /// <summary>The network fixed within a budget.</summary>
    /// <param name="budget">The 0-based index of the budget.</param>
    public FixedNetwork Within(int budget) => fixing.Value.Alone(options.Budgets[budget]).Network;
}
