namespace Wfn.Experiments.Accuracy.Runs;

/// <summary>What <c>run</c> was asked to do.</summary>
/// <param name="Models">Paths of ONNX files.</param>
/// <param name="Training">Specification of the training data.</param>
/// <param name="Test">Specification of the test data.</param>
/// <param name="Only">Patterns of result names, with * and ?; all when empty.</param>
/// <param name="Ablations">Whether variants of ours are run that no pattern names.</param>
/// <param name="Epochs">Epochs of every retrained method.</param>
/// <param name="Threads">Threads; 0 for one a core.</param>
/// <param name="Samples">How many of the training samples are used, from the first; null for all.</param>
/// <param name="Output">The folder of results.</param>
/// <param name="Command">The command, for the record.</param>
internal sealed record RunSettings(
    IReadOnlyList<string> Models,
    string Training,
    string Test,
    IReadOnlyList<string> Only,
    bool Ablations,
    int Epochs,
    int Threads,
    int? Samples,
    string Output,
    string Command);
