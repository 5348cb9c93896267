namespace Wfn.Experiments.Accuracy.Methods;

/// <summary>A way to put a network's weights on few values.</summary>
internal interface IMethod
{
    /// <summary>Its name in tables, file names and on the command line.</summary>
    string Name { get; }

    /// <summary>What it is, in a sentence of Markdown.</summary>
    string Description { get; }

    /// <summary>How many seeds it is run with.</summary>
    int Seeds { get; }

    /// <summary>Whether it only shows what a part of ours does, and is run only when asked for.</summary>
    bool IsAblation => false;

    /// <summary>Does it.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled; it goes on from its checkpoint.</exception>
    MethodOutcome Run(MethodTask task);
}
