namespace Wfn.Import.Onnx.Families;

/// <summary>The tables of a sum of embeddings, a row for each index.</summary>
/// <param name="Words">Of words.</param>
/// <param name="Places">Of the steps' places.</param>
/// <param name="Segments">Of segments, or null.</param>
internal sealed record EmbeddingTables(ConstantValue Words, ConstantValue Places, ConstantValue? Segments);
