using Wfn.Graph;

namespace Wfn.Testing.Networks;

/// <summary>Values of several samples: as a tensor with a batch axis has them, and one sample after another.</summary>
internal static class BatchValues
{
    /// <summary>The samples of a tensor one after another.</summary>
    /// <param name="tensor">The elements, row-major, of <paramref name="batch"/> samples where the shape is open.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="batch">The number of samples; a tensor without a batch axis is the same for all of them.</param>
    public static float[] ToSamples(float[] tensor, TensorShape shape, int batch) =>
        [.. Order(shape, batch).Select(place => tensor[place])];

    /// <summary>The tensor of samples that lie one after another.</summary>
    public static float[] FromSamples(float[] samples, TensorShape shape, int batch)
    {
        var order = Order(shape, batch);
        var tensor = new float[order.Max() + 1];
        for (var i = 0; i < order.Length; i++)
        {
            tensor[order[i]] = samples[i];
        }

        return tensor;
    }

    // Where in the tensor each element of each sample is.
    private static int[] Order(TensorShape shape, int batch)
    {
        var axis = SampleScope.BatchAxis(shape);
        var inner = axis < 0 ? shape.ElementCount : shape.Dimensions.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);
        var outer = shape.ElementCount / inner;
        return
        [
            .. from sample in Enumerable.Range(0, batch)
               from o in Enumerable.Range(0, outer)
               from i in Enumerable.Range(0, inner)
               select axis < 0 ? (o * inner) + i : (((o * batch) + sample) * inner) + i,
        ];
    }
}
