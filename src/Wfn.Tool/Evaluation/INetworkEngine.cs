namespace Wfn.Tool.Evaluation;

/// <summary>Something that runs a network on one sample; threads may share it.</summary>
internal interface INetworkEngine
{
    /// <summary>Elements of the first output.</summary>
    int OutputLength { get; }

    /// <summary>Runs one sample.</summary>
    /// <param name="sample">The elements of the input in row-major order; those of several inputs one after another, in the network's order.</param>
    /// <param name="scores">Receives the first output's elements.</param>
    void Infer(ReadOnlySpan<float> sample, Span<float> scores);
}
