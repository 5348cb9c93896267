using Wfn.Graph;

namespace Wfn.KernelCalls;

/// <summary>Arithmetic of strides.</summary>
internal static class AxisCoalescing
{
    /// <summary>The same walk with fewer axes: those of extent 1 go, and neighbours that every operand walks as one become one.</summary>
    public static (EquatableArray<int> Extents, EquatableArray<int>[] Strides) Join(int[] extents, params int[][] strides)
    {
        var joined = new List<int>();
        var steps = strides.Select(_ => new List<int>()).ToArray();
        for (var axis = 0; axis < extents.Length; axis++)
        {
            if (extents[axis] == 1)
            {
                continue;
            }

            var last = joined.Count - 1;
            if (last >= 0 && strides.Select((s, i) => (long)s[axis] * extents[axis] == steps[i][last]).All(fits => fits))
            {
                joined[last] *= extents[axis];
                for (var i = 0; i < steps.Length; i++)
                {
                    steps[i][last] = strides[i][axis];
                }

                continue;
            }

            joined.Add(extents[axis]);
            for (var i = 0; i < steps.Length; i++)
            {
                steps[i].Add(strides[i][axis]);
            }
        }

        if (joined.Count == 0)
        {
            joined.Add(1);
            foreach (var step in steps)
            {
                step.Add(1);
            }
        }

        return (joined.ToEquatableArray(), steps.Select(s => s.ToEquatableArray()).ToArray());
    }

    /// <summary>Distances between neighbours of a row-major tensor.</summary>
    public static int[] Strides(IReadOnlyList<int> extents)
    {
        var strides = new int[extents.Count];
        var stride = 1;
        for (var axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= extents[axis];
        }

        return strides;
    }

    /// <summary>Distances in an operand that is broadcast to the output's shape, aligned at the last axis.</summary>
    public static int[] BroadcastStrides(TensorShape operand, TensorShape output)
    {
        var own = Strides(operand.Dimensions.ToArray());
        var strides = new int[output.Rank];
        var missing = output.Rank - operand.Rank;
        for (var axis = 0; axis < operand.Rank; axis++)
        {
            strides[axis + missing] = operand[axis] == 1 ? 0 : own[axis];
        }

        return strides;
    }
}
