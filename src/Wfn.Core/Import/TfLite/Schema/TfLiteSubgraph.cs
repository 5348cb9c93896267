namespace Wfn.Import.TfLite.Schema;

/// <summary>A graph of the file: the one that runs, or a branch of one of its nodes.</summary>
internal sealed class TfLiteSubgraph
{
    /// <summary>Its name; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>The tensors.</summary>
    public required TfLiteTensor[] Tensors { get; init; }

    /// <summary>The inputs, as indices of tensors.</summary>
    public required int[] Inputs { get; init; }

    /// <summary>The outputs, as indices of tensors.</summary>
    public required int[] Outputs { get; init; }

    /// <summary>The nodes in the order that they run in.</summary>
    public required TfLiteOperation[] Operations { get; init; }
}
