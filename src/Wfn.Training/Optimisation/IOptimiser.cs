namespace Wfn.Training.Optimisation;

/// <summary>Moves one vector of weights against a gradient.</summary>
internal interface IOptimiser
{
    /// <summary>Moves the weights.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="gradient">The loss's derivative by each; a weight whose derivative was always 0 stays bit for bit.</param>
    /// <param name="learningRate">The step's length.</param>
    void Step(Span<float> weights, ReadOnlySpan<float> gradient, double learningRate);

    /// <summary>Writes what later steps depend on.</summary>
    void Write(BinaryWriter writer);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    void Read(BinaryReader reader);
}
