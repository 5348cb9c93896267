using Wfn.Diagnostics;

namespace Wfn.Import;

/// <summary>
/// What an import may allocate beyond the file itself. A few bytes of a hostile file can ask for a constant of any size, or
/// join a tensor with itself again and again; real models stay within a small multiple of their own size.
/// </summary>
internal sealed class ImportBudget(long fileBytes)
{
    private const long Base = 64L << 20;
    private const int PerFileByte = 16;

    private long left = Base + (PerFileByte * fileBytes);

    /// <summary>Lets a further file be read.</summary>
    public void AddFile(long bytes) => left += PerFileByte * bytes;

    /// <summary>Takes the room for a tensor, before it is allocated.</summary>
    /// <exception cref="WfnException">There is not enough left (WFN1005).</exception>
    public void Reserve(long elements, int bytesPerElement, string what)
    {
        if (elements > left / bytesPerElement)
        {
            throw new WfnException(
                DiagnosticCodes.TensorTooLarge,
                $"{what} would take {elements} elements, far more memory than a model file of this size can stand for");
        }

        left -= elements * bytesPerElement;
    }

    /// <summary>Takes the room for a constant that a node computes, and what computing it takes.</summary>
    /// <returns>The number of its elements.</returns>
    /// <exception cref="WfnException">There is not enough left (WFN1005).</exception>
    /// <exception cref="UnsupportedException">An extent is the batch's, which nobody knows.</exception>
    public int ReserveConstant(ModelNode node, int[] extents)
    {
        var count = 1L;
        foreach (var extent in extents)
        {
            if (extent < 0)
            {
                throw new UnsupportedException("a constant for each sample of the batch");
            }

            count = Math.Min(count * extent, int.MaxValue);
        }

        Reserve(count, 2 * sizeof(long), $"the constant that node {DataName.Quote(node.Name)} computes");
        return (int)count;
    }
}
