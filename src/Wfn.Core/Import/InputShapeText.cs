using System.Globalization;
using Wfn.Graph;

namespace Wfn.Import;

/// <summary>
/// Input shapes as people write them: <c>N,3,224,224</c>, or <c>image=N,3,224,224;scale=N,2</c>; <c>x</c> may stand for the commas.
/// </summary>
public static class InputShapeText
{
    private static readonly char[] BetweenExtents = [',', 'x'];

    /// <summary>
    /// The shapes by input; an empty name is the network's only input. The batch is the axis called N or else the first; the first may
    /// be a number all the same, which counts where the network has no batch.
    /// </summary>
    /// <returns>The shapes, or null if the text makes no sense.</returns>
    public static EquatableArray<(string Input, TensorShape Shape)>? Parse(string text)
    {
        var shapes = new List<(string, TensorShape)>();
        foreach (var part in text.Split(';'))
        {
            // Names of inputs are data and may contain the sign themselves.
            var equals = part.LastIndexOf('=');
            if (Extents(part.Substring(equals + 1)) is not { } extents)
            {
                return null;
            }

            shapes.Add((equals < 0 ? "" : part.Substring(0, equals).Trim(), new TensorShape(extents)));
        }

        return shapes.ToEquatableArray();
    }

    private static EquatableArray<int>? Extents(string text)
    {
        var parts = text.Trim().TrimStart('[').TrimEnd(']').Split(BetweenExtents);
        var extents = new int[parts.Length];
        var batch = Math.Max(0, Array.FindIndex(parts, part => part.Trim() is "N" or "n"));
        for (var axis = 0; axis < extents.Length; axis++)
        {
            if (!int.TryParse(parts[axis].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out extents[axis]) || extents[axis] < 1)
            {
                extents[axis] = TensorShape.Dynamic;
                if (axis != batch)
                {
                    return null;
                }
            }
        }

        return extents.Length > 1 ? EquatableArray.TakeOwnership(extents) : null;
    }
}
