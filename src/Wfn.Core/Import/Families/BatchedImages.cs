using Wfn.Graph;

namespace Wfn.Import.Families;

/// <summary>Images that operators move windows over.</summary>
internal static class BatchedImages
{
    /// <summary>Requires that the first axis is the batch, or that there is one image and no batch.</summary>
    /// <exception cref="UnsupportedException">It is not.</exception>
    public static void Require(TensorShape shape)
    {
        var batch = SampleScope.BatchAxis(shape);
        if (batch > 0 || (batch < 0 && shape[0] != 1))
        {
            throw new UnsupportedException(
                $"an input {shape} of {(batch > 0 ? "samples that are no images" : "several images that are not the batch")}");
        }
    }
}
