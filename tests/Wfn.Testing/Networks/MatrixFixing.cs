using Wfn.Fixing;

namespace Wfn.Testing.Networks;

/// <summary>
/// The straightforward way to cluster a round, which <see cref="WeightFixing"/> must equal: every greedy step fills matrices of the
/// absolute and of the relative distances of all free weights to all centres, and sorts all weights by one row. Written from the
/// description of the algorithm alone; nothing but the options and the schedule is shared with the fast version.
/// </summary>
internal static class MatrixFixing
{
    public static FixingRound Cluster(float[] weights, int round, FixingOptions options, FixingRound? previous)
    {
        var assigned = new float[weights.Length];
        Array.Fill(assigned, float.NaN);
        if (!options.Recluster && previous is not null)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                var index = previous.Assignment[i];
                assigned[i] = index < 0 ? float.NaN : previous.Centres[index];
            }
        }

        var tolerance = FixingSchedule.Tolerance(options, round);
        var step = new Step(weights, assigned, options);
        var needed = FixingSchedule.Target(options, round, weights.Length) - assigned.Count(c => !float.IsNaN(c));
        var existing = assigned.Where(c => !float.IsNaN(c)).Distinct().Order().ToArray();
        while (needed > 0 && existing.Length > 0)
        {
            var distances = step.Measure(existing);
            var byCount = Enumerable.Range(0, existing.Length).Where(k => distances.Counts[k] > 0).OrderByDescending(k => distances.Counts[k]);
            var taken = byCount.Select(k => step.Take(distances, k, tolerance, needed, Terms(existing[k]) - 1)).FirstOrDefault(n => n > 0);
            needed -= taken;
            if (taken == 0)
            {
                break;
            }
        }

        var highest = options.HighestOrder ?? int.MaxValue;
        if (!options.Recluster)
        {
            TakeWithinDue(step, tolerance, options, needed);
            needed = 0;
        }

        for (var (order, allowed) = (0, tolerance); needed > 0;)
        {
            var distances = step.Measure(Proposals(tolerance, options.ZeroThreshold, step.Largest, order));
            var taken = step.Take(distances, Array.IndexOf(distances.Counts, distances.Counts.Max()), allowed, needed, order);
            needed -= taken;
            order += taken > 0 ? 0 : 1;
            allowed = taken > 0 ? tolerance : order > Math.Min(20, highest) ? allowed * 2 : allowed;
            order = Math.Min(order, highest);
        }

        var used = assigned.Where(c => !float.IsNaN(c)).Distinct().Order().ToArray();
        return new FixingRound
        {
            Round = round,
            Fraction = options.Fractions[round],
            Tolerance = tolerance,
            WeightsPerOrder = step.PerOrder.Take(1 + step.PerOrder.FindLastIndex(n => n > 0)).ToEquatableArray(),
            Centres = used.ToEquatableArray(),
            SweptWeights = options.Recluster ? Enumerable.Range(0, weights.Length).Count(i => IsSwept(weights[i], assigned[i], options)) : 0,
            PickedCentres = step.Picked.ToEquatableArray(),
            Assignment = assigned.Select(c => float.IsNaN(c) ? -1 : Array.IndexOf(used, c)).ToEquatableArray(),
        };
    }

    private static bool IsSwept(float weight, float centre, FixingOptions options) =>
        !(centre == 0 && MathF.Abs(weight) < (float)options.ZeroThreshold) && MathF.Abs(weight - centre) / MathF.Abs(weight) > 0.5f;

    private static void TakeWithinDue(Step step, double tolerance, FixingOptions options, int needed)
    {
        var highest = options.HighestOrder ?? int.MaxValue;
        for (var order = 0; needed > 0 && order <= Math.Min(20, highest); order++)
        {
            var centres = Proposals(tolerance, options.ZeroThreshold, step.Largest, order);
            for (var taken = 1; taken > 0 && needed > 0; needed -= taken)
            {
                var distances = step.Measure(centres);
                taken = Enumerable.Range(0, centres.Length).Where(k => distances.Counts[k] > 0).OrderByDescending(k => distances.Counts[k])
                    .Append(Array.IndexOf(centres, 0)).Select(k => step.Take(distances, k, tolerance, needed, order)).FirstOrDefault(n => n > 0);
            }
        }

        while (needed > 0)
        {
            var own = SumOfPowers(MathF.Abs(step.LargestWeight), Math.Min(highest, 24), (float)tolerance, -30) * MathF.Sign(step.LargestWeight);
            var distances = step.Measure([own]);
            var exact = Math.Abs((double)step.LargestWeight - own) / (options.Distance == DistanceKind.Euclidean ? 1 : Math.Abs((double)step.LargestWeight));
            var nearest = Math.Max(distances.Relative[0][Array.IndexOf(distances.Free, step.LargestIndex)], exact);
            needed -= step.Take(
                distances, 0, Math.Max(tolerance, nearest), needed, Terms(own) - 1, Math.Max(nearest, Step.Furthest(tolerance, options)));
        }
    }

    private static float[] Proposals(double tolerance, double zeroThreshold, float largest, int order)
    {
        var centres = new SortedSet<float> { 0 };
        var d = Math.Min(tolerance, 0.9999);
        for (var c = zeroThreshold; (float)c < largest; c = c * (1 + d) / (1 - d))
        {
            var centre = SumOfPowers((float)c, order, (float)tolerance, MathF.Round(MathF.Log2((float)zeroThreshold)) - order - 1);
            centres.Add(centre);
            centres.Add(-centre);
        }

        return [.. centres];
    }

    private static float SumOfPowers(float value, int order, float tolerance, float lowest)
    {
        var sum = Power(value, lowest);
        for (var term = 0; term < order; term++)
        {
            var rest = value - sum;
            if (MathF.Abs(rest) >= MathF.Abs(tolerance * value))
            {
                sum += Power(rest, lowest);
            }
        }

        return sum;
    }

    private static float Power(float value, float lowest) =>
        value == 0 ? 0 : MathF.Sign(value) * MathF.Pow(2, MathF.Max(lowest, MathF.Round(MathF.Log2(MathF.Abs(value)))));

    /// <summary>The powers of two in the shortest signed sum that makes a centre: 3 → 4 − 1.</summary>
    private static int Terms(float centre)
    {
        var terms = centre == 0 ? 1 : 0;
        for (var rest = (double)centre; rest != 0; terms++)
        {
            var power = Math.Pow(2, Math.Floor(Math.Log2(Math.Abs(rest))));
            var isNearerAbove = Math.Abs(rest) - power > (2 * power) - Math.Abs(rest);
            rest -= Math.Sign(rest) * (isNearerAbove ? 2 * power : power);
        }

        return terms;
    }

    /// <summary>The greedy steps' common state: each weight's centre, or NaN while it is free.</summary>
    private sealed class Step(float[] weights, float[] assigned, FixingOptions options)
    {
        public List<int> PerOrder { get; } = [.. new int[15]];

        public SortedSet<float> Picked { get; } = [];

        public float Largest => Free.Max(i => MathF.Abs(weights[i]));

        /// <summary>The free weight furthest from zero, of two the positive one.</summary>
        public int LargestIndex => Free.OrderByDescending(i => MathF.Abs(weights[i])).ThenByDescending(i => weights[i]).First();

        public float LargestWeight => weights[LargestIndex];

        private IEnumerable<int> Free => Enumerable.Range(0, weights.Length).Where(i => float.IsNaN(assigned[i]));

        public Matrices Measure(float[] centres)
        {
            var free = Free.ToArray();
            var absolute = new float[centres.Length][];
            for (var k = 0; k < centres.Length; k++)
            {
                absolute[k] = new float[free.Length];
                for (var i = 0; i < free.Length; i++)
                {
                    absolute[k][i] = MathF.Abs(weights[free[i]] - centres[k]);
                }
            }

            var counts = new int[centres.Length];
            for (var i = 0; i < free.Length; i++)
            {
                var nearest = 0;
                for (var k = 1; k < centres.Length; k++)
                {
                    nearest = absolute[k][i] < absolute[nearest][i] ? k : nearest;
                }

                counts[nearest]++;
            }

            var relative = new float[centres.Length][];
            for (var k = 0; k < centres.Length; k++)
            {
                relative[k] = new float[free.Length];
                for (var i = 0; i < free.Length; i++)
                {
                    var size = Size(weights[free[i]]);
                    relative[k][i] = centres[k] == 0 && MathF.Abs(weights[free[i]]) < (float)options.ZeroThreshold ? 0 : absolute[k][i] / size;
                }
            }

            return new Matrices(free, centres, counts, relative);
        }

        public int Take(Matrices matrices, int k, double allowed, int most, int order, double? furthest = null)
        {
            var (free, centre, distances) = (matrices.Free, matrices.Centres[k], matrices.Relative[k]);
            Picked.Add(centre);
            var closest = Enumerable.Range(0, free.Length)
                .OrderBy(Key)
                .ThenBy(i => i)
                .ToArray();
            var zeros = distances.Count(d => d <= 0);
            var (sum, count) = (0f, 0);
            for (var n = 1; n <= closest.Length; n++)
            {
                sum += distances[closest[n - 1]];
                var mean = (double)sum / (zeros < 2 ? n : n <= zeros ? 1 : n - zeros);
                if (!options.Recluster && Key(closest[n - 1]) > (furthest ?? Furthest(allowed, options)))
                {
                    break;
                }

                count = mean <= allowed ? n : count;
            }

            var taken = count > most || (options.Recluster && count == 0 && distances[^1] <= (float)allowed) ? most : count;
            foreach (var i in closest.Take(taken))
            {
                assigned[free[i]] = centre;
            }

            PerOrder[Math.Min(order, 14)] += taken;
            return taken;

            double Key(int i) => centre == 0 ? distances[i] : Math.Abs((double)weights[free[i]] - centre) / Size(weights[free[i]]);
        }

        /// <summary>How far one weight may move while the mean is allowed so much.</summary>
        public static double Furthest(double allowed, FixingOptions options) =>
            options.Distance == DistanceKind.Euclidean ? 2 * allowed : Math.Min(2 * allowed, 0.5);

        /// <summary>What the distance to a centre is divided by.</summary>
        private float Size(float weight) => options.Distance == DistanceKind.Relative ? MathF.Abs(weight) : 1;
    }

    /// <summary>What a step knows: the free weights, the centres, how many weights are nearest to each, and all distances.</summary>
    private sealed record Matrices(int[] Free, float[] Centres, int[] Counts, float[][] Relative);
}
