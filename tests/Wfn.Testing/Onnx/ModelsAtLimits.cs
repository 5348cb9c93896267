using Wfn.Graph;

namespace Wfn.Testing.Onnx;

/// <summary>Well-formed ONNX models whose ranks, extents, windows and pads lie at the limits, or just beyond them.</summary>
internal static class ModelsAtLimits
{
    private static readonly long[] Windows = [1, 2, 3, 255, Limits.Window - 1, Limits.Window, Limits.Window + 1L, ushort.MaxValue, ushort.MaxValue + 1L];

    private static readonly long[] Extents = [1, 1, 1, 2, 3, 40_000, 1 << 28, (1 << 28) + 1, Limits.Elements - 1, Limits.Elements, Limits.Elements + 1L];

    private static readonly long[] Counts = [0, 0, 1, 2, Limits.Window, Limits.Window + 1L, 70_000, 1 << 28, Limits.Elements - 1];

    /// <summary>A model of one to four nodes.</summary>
    public static OnnxModel Make(Random random)
    {
        var model = new OnnxModel(13);
        var shape = Shape(random);
        model.Input("x", [.. shape]);
        var last = "x";
        for (var node = random.Next(1, 5); node > 0; node--)
        {
            last = Add(random, model, last, $"y{node}", ref shape);
        }

        return model.Output(last);
    }

    // The batch and up to 17 more axes, of which at most two are not 1.
    private static long[] Shape(Random random)
    {
        var shape = new long[random.Next(3) == 0 ? 4 : random.Next(1, 19)];
        Array.Fill(shape, 1);
        for (var large = 0; large < 2; large++)
        {
            shape[random.Next(shape.Length)] = Pick(random, Extents);
        }

        shape[0] = -1;
        return shape;
    }

    // The shape kept here is what the operator should make; where it is wrong, the importer refuses, which is as good a case.
    private static string Add(Random random, OnnxModel model, string x, string y, ref long[] shape)
    {
        var rank = shape.Length;
        var axis = random.Next(1, rank + 1);
        switch (random.Next(rank is 3 or 4 ? 12 : 7))
        {
            case 0:
                var ones = Enumerable.Repeat(1L, random.Next(1, 17 - Math.Min(rank, 16) + 3)).ToArray();
                model.Integers(y + ".axes", [.. Enumerable.Range(axis, ones.Length)]);
                model.Node("Unsqueeze", [x, y + ".axes"], y);
                shape = [.. shape[..axis], .. ones, .. shape[axis..]];
                break;
            case 1:
                shape = [-1, .. Enumerable.Repeat(1L, random.Next(17)), .. shape.Skip(1).Where(extent => extent > 1)];
                model.Node("Reshape", [x, Integers(model, y + ".shape", [0, .. shape.Skip(1)])], y);
                break;
            case 2 or 3:
                var (before, after) = (new long[rank], new long[rank]);
                before[rank - 1] = Pick(random, Counts);
                after[axis % rank] = axis < rank ? Pick(random, Counts) : 0;
                shape = [.. shape.Select((extent, i) => i == 0 ? extent : extent + before[i] + after[i])];
                model.Node("Pad", [x, Integers(model, y + ".pads", [.. before, .. after])], y, ("mode", random.Next(2) == 0 ? "constant" : "edge"));
                break;
            case 4:
                shape = [.. shape.Select((extent, i) => i == axis ? 2 * extent : extent)];
                model.Node("Concat", [x, x], y, ("axis", axis));
                break;
            case 5:
                var step = Pick(random, Extents) * (random.Next(2) == 0 ? 1 : -1);
                model.Node(
                    "Slice",
                    [x, Integers(model, y + ".starts", step > 0 ? 0 : long.MaxValue), Integers(model, y + ".ends", step > 0 ? long.MaxValue : long.MinValue),
                        Integers(model, y + ".axes", rank - 1), Integers(model, y + ".steps", step)],
                    y);
                shape[^1] = (shape[^1] + Math.Abs(step) - 1) / Math.Abs(step);
                break;
            case 6:
                model.Node("Transpose", [x], y, ("perm", (long[])[0, .. Enumerable.Range(1, rank - 1).Reverse()]));
                shape = [shape[0], .. shape.Skip(1).Reverse()];
                break;
            default:
                model.Node(random.Next(2) == 0 ? "MaxPool" : "AveragePool", [x], y, Window(random, rank - 2));
                break;
        }

        return y;
    }

    private static (string Name, object Value)[] Window(Random random, int axes)
    {
        long[] Some(int count, long smallest) => [.. Enumerable.Range(0, count).Select(_ => random.Next(2) == 0 ? smallest : Pick(random, Windows))];
        var attributes = new List<(string, object)> { ("kernel_shape", Some(axes, 1)), ("strides", Some(axes, 1)), ("ceil_mode", random.Next(2)) };
        attributes.Add(random.Next(2) == 0 ? ("auto_pad", "SAME_UPPER") : ("pads", Some(2 * axes, 0)));
        return [.. attributes];
    }

    private static string Integers(OnnxModel model, string name, params long[] values)
    {
        model.Integers(name, values);
        return name;
    }

    private static long Pick(Random random, long[] values) => values[random.Next(values.Length)];
}
