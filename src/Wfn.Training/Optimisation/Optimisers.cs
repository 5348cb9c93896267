namespace Wfn.Training.Optimisation;

/// <summary>The optimisers by their kind.</summary>
internal static class Optimisers
{
    /// <summary>A new one, its memory empty.</summary>
    /// <param name="options">Which, and its constants.</param>
    /// <param name="length">The number of weights.</param>
    public static IOptimiser Create(RetrainingOptions options, int length) => options.Optimiser switch
    {
        OptimiserKind.Adam => new Adam(length, options.Beta1, options.Beta2),
        OptimiserKind.Sgd => new MomentumDescent(length, options.Momentum),
        _ => throw new ArgumentOutOfRangeException(nameof(options)),
    };
}
