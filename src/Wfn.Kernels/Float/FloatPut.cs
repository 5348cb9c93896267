using System;

namespace Wfn.Kernels;

/// <summary>Rows with updates in the place of some, or joined with them, one after another, at indices computed at run time.</summary>
internal static class FloatPut
{
    /// <summary>Updates take the place of rows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="indices">The row of each update, as whole numbers.</param>
    /// <param name="updates">The updates.</param>
    /// <param name="output">The rows after them.</param>
    /// <param name="inner">Elements of a row.</param>
    internal static void Replace(ReadOnlySpan<float> data, ReadOnlySpan<float> indices, ReadOnlySpan<float> updates, Span<float> output, int inner)
    {
        data.CopyTo(output);
        for (var i = 0; i < indices.Length; i++)
        {
            updates.Slice(i * inner, inner).CopyTo(Row(output, indices[i], inner));
        }
    }

    /// <summary>Updates are added to rows.</summary>
    /// <inheritdoc cref="Replace"/>
    internal static void Add(ReadOnlySpan<float> data, ReadOnlySpan<float> indices, ReadOnlySpan<float> updates, Span<float> output, int inner)
    {
        data.CopyTo(output);
        for (var i = 0; i < updates.Length; i++)
        {
            Row(output, indices[i / inner], inner)[i % inner] += updates[i];
        }
    }

    /// <summary>Rows are multiplied by updates.</summary>
    /// <inheritdoc cref="Replace"/>
    internal static void Multiply(ReadOnlySpan<float> data, ReadOnlySpan<float> indices, ReadOnlySpan<float> updates, Span<float> output, int inner)
    {
        data.CopyTo(output);
        for (var i = 0; i < updates.Length; i++)
        {
            Row(output, indices[i / inner], inner)[i % inner] *= updates[i];
        }
    }

    /// <summary>The larger one of each element and its updates.</summary>
    /// <inheritdoc cref="Replace"/>
    internal static void Maximum(ReadOnlySpan<float> data, ReadOnlySpan<float> indices, ReadOnlySpan<float> updates, Span<float> output, int inner)
    {
        data.CopyTo(output);
        for (var i = 0; i < updates.Length; i++)
        {
            var row = Row(output, indices[i / inner], inner);
            row[i % inner] = Math.Max(row[i % inner], updates[i]);
        }
    }

    /// <summary>The smaller one of each element and its updates.</summary>
    /// <inheritdoc cref="Replace"/>
    internal static void Minimum(ReadOnlySpan<float> data, ReadOnlySpan<float> indices, ReadOnlySpan<float> updates, Span<float> output, int inner)
    {
        data.CopyTo(output);
        for (var i = 0; i < updates.Length; i++)
        {
            var row = Row(output, indices[i / inner], inner);
            row[i % inner] = Math.Min(row[i % inner], updates[i]);
        }
    }

    private static Span<float> Row(Span<float> output, float index, int inner) =>
        output.Slice(FloatPick.Index(index, output.Length / inner) * inner, inner);
}
