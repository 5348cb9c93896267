using Wfn.Import.Onnx.Schema;

namespace Wfn.Import.Onnx.Families;

/// <summary>What each sample takes of the results of two branches.</summary>
internal static class BranchChoice
{
    /// <summary>The node that chooses.</summary>
    /// <param name="condition">One truth value for each sample.</param>
    /// <param name="then">The result that is taken where it holds.</param>
    /// <param name="otherwise">The one that is taken elsewhere.</param>
    /// <param name="output">What the node makes.</param>
    public static NodeProto Of(string condition, string then, string otherwise, string output) =>
        new() { OpType = "Where", Input = { condition, then, otherwise }, Output = { output } };
}
