namespace Wfn.Benchmarks.Inference.Candidates;

/// <summary>A way to run a network; one thread unless its name says otherwise, its inputs and outputs in buffers of its own.</summary>
internal interface ICandidate : IDisposable
{
    /// <summary>Its name in tables.</summary>
    string Name { get; }

    /// <summary>The outputs of the last run, one sample after another.</summary>
    ReadOnlySpan<float> Outputs { get; }

    /// <summary>Runs the whole batch once.</summary>
    void Run();
}
