namespace Wfn.Import.TfLite.Families;

/// <summary>What operators have in common that change how numbers are kept, and not which numbers they are.</summary>
internal static class IdentityImport
{
    /// <summary>Makes a node's output what its input is.</summary>
    public static void Result(TfLiteNode node, TfLiteGraph graph) => graph.Define(node.Tensor(0), node.Input(0));
}
