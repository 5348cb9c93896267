namespace Wfn.Import;

/// <summary>Inputs of a model that are called as exporters call weights: the file was written without them.</summary>
internal static class MissingWeights
{
    /// <summary>What to do about it.</summary>
    public const string Remedy = "if it is a weight, the model was exported without them; export it with them, as torch.onnx.export does with export_params=True";

    private static readonly string[] Names = ["weight", "weights", "kernel", "bias"];

    /// <summary>Whether an input is called so.</summary>
    public static bool AreCalled(string input) => Names.Any(name => input.EndsWith(name, StringComparison.OrdinalIgnoreCase));
}
