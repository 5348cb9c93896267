namespace Wfn.Import;

/// <summary>The indices that a slice takes from one axis.</summary>
/// <param name="Start">The first index.</param>
/// <param name="Step">The distance between two.</param>
/// <param name="Count">How many, possibly none.</param>
internal readonly record struct SliceRange(int Start, int Step, int Count)
{
    /// <summary>ONNX's rules: negative bounds count from the end, and bounds are clamped to the axis.</summary>
    public static SliceRange Of(long start, long end, long step, int extent)
    {
        // Beyond 2^31 in either direction nothing differs: no extent is that large.
        var stride = Math.Min(Math.Max(step, -int.MaxValue), int.MaxValue);
        var forward = stride > 0;
        var first = Clamp(start < 0 ? start + extent : start, 0, forward ? extent : extent - 1);
        var last = Clamp(end < 0 ? end + extent : end, forward ? 0 : -1, forward ? extent : extent - 1);
        var span = forward ? last - first : first - last;
        var count = span <= 0 || extent == 0 ? 0 : (span + Math.Abs(stride) - 1) / Math.Abs(stride);
        return new SliceRange((int)Math.Max(first, 0), count > 1 ? (int)stride : 1, (int)count);
    }

    private static long Clamp(long value, long least, long most) => Math.Max(least, Math.Min(value, most));
}
