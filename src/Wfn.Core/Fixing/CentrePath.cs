namespace Wfn.Fixing;

/// <summary>
/// The free weights on one side of a centre, ever further away: ranges of positions, each walked up or down.
/// </summary>
internal sealed class CentrePath
{
    private readonly List<PositionRange> ranges = [];
    private int step = 1;

    /// <summary>Whether ranges are walked upwards.</summary>
    public bool IsAscending => step > 0;

    /// <summary>Starts a new path.</summary>
    /// <param name="direction">1 when ranges are walked upwards, -1 when downwards.</param>
    public void Reset(int direction)
    {
        ranges.Clear();
        step = direction;
    }

    /// <summary>Continues the path by the free positions of a range.</summary>
    public void Append(FreeWindows free, int start, int end)
    {
        var first = ranges.Count;
        free.AddFree(start, end, ranges);
        if (step < 0)
        {
            ranges.Reverse(first, ranges.Count - first);
        }
    }

    /// <summary>The position that is passed as number <paramref name="ordinal"/>, or -1 past the end.</summary>
    public int PositionAt(int ordinal)
    {
        foreach (var range in ranges)
        {
            if (ordinal < range.Length)
            {
                return step > 0 ? range.Start + ordinal : range.End - 1 - ordinal;
            }

            ordinal -= range.Length;
        }

        return -1;
    }

    /// <summary>Adds the first <paramref name="count"/> positions to a list of ranges.</summary>
    public void AddFirst(int count, List<PositionRange> into)
    {
        foreach (var range in ranges)
        {
            var taken = Math.Min(count, range.Length);
            if (taken == 0)
            {
                return;
            }

            into.Add(step > 0 ? new PositionRange(range.Start, range.Start + taken) : new PositionRange(range.End - taken, range.End));
            count -= taken;
        }
    }

    /// <summary>Starts at the weight passed as number <paramref name="skipped"/>.</summary>
    public Walker Walk(float[] values, float centre, WeightDistance distance, int skipped) => new(this, values, centre, distance, skipped);

    /// <summary>Stands at one weight of the path after the other; past the end <see cref="Key"/> is infinite.</summary>
    internal struct Walker
    {
        private readonly List<PositionRange> ranges;
        private readonly float[] values;
        private readonly float centre;
        private readonly WeightDistance measure;
        private readonly int step;
        private float weight;
        private int range;
        private int position;
        private int end;

        /// <summary>Starts a walk.</summary>
        public Walker(CentrePath path, float[] values, float centre, WeightDistance distance, int skipped)
        {
            (ranges, step) = (path.ranges, path.step);
            (this.values, this.centre, measure) = (values, centre, distance);
            (weight, Distance, Key) = (float.NaN, 0, double.PositiveInfinity);
            (position, end) = (0, 0);
            for (range = 0; range < ranges.Count; range++)
            {
                if (skipped < ranges[range].Length)
                {
                    Enter(skipped);
                    return;
                }

                skipped -= ranges[range].Length;
            }
        }

        /// <summary>Its distance in float64, by which weights are ordered.</summary>
        public double Key { get; private set; }

        /// <summary>Its distance in float32, which is summed.</summary>
        public float Distance { get; private set; }

        /// <summary>On to the next weight.</summary>
        public void MoveNext()
        {
            position += step;
            if (position != end)
            {
                Stand(values[position]);
            }
            else if (++range < ranges.Count)
            {
                Enter(0);
            }
            else
            {
                Key = double.PositiveInfinity;
            }
        }

        private void Enter(int skipped)
        {
            var next = ranges[range];
            (position, end) = step > 0 ? (next.Start + skipped, next.End) : (next.End - 1 - skipped, next.Start - 1);
            Stand(values[position]);
        }

        private void Stand(float value)
        {
            // Weights fixed in an earlier round come in long runs of one value.
            if (value != weight)
            {
                weight = value;
                Key = measure.Exact(value, centre);
                Distance = measure.Rounded(value, centre);
            }
        }
    }
}
