namespace Wfn.Training.Optimisation;

/// <summary>The optimisers by their kind.</summary>
internal static class Optimisers
{
    /// <summary>A new one, its memory empty.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="length">The number of weights.</param>
    public static IOptimiser Create(OptimiserKind kind, int length) => kind switch
    {
        OptimiserKind.Adam => new Adam(length),
        OptimiserKind.Sgd => new MomentumDescent(length),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
