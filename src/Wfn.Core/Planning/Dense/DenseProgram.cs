namespace Wfn.Planning;

/// <summary>
/// In which order a block of output channels goes through its steps, and where its 16-bit sums end. The proof: before a step is
/// taken, the products of either sign that any lane has added up since its sum was last emptied, and the step's own, are shown to fit.
/// </summary>
/// <param name="Pieces">Pairs: a piece's first step, and its number of steps, negative where 16-bit sums end with it.</param>
/// <param name="PieceEnds">For each block the end of its pieces.</param>
/// <param name="Steps">Steps of all blocks.</param>
/// <param name="Widenings">How often the 16-bit sums of a block end, all blocks together.</param>
internal sealed record DenseProgram(EquatableArray<int> Pieces, EquatableArray<int> PieceEnds, long Steps, int Widenings)
{
    /// <summary>
    /// The largest sum of byte weights of one sign whose products with an input fit 16 bits, whatever the inputs are.
    /// </summary>
    public static int ByteLimit(int largestInput) => short.MaxValue / Math.Max(1, largestInput);

    /// <summary>Sums of 32 bits, which the overflow proof of the network covers: runs as they lie, one program for all blocks.</summary>
    public static DenseProgram Exact(DenseForm form, DenseArithmetic arithmetic)
    {
        var steps = form.StepsPerRun(arithmetic);
        var blocks = Blocks(form).Count();
        var all = new List<int>();
        var ends = new List<int>();
        for (var block = 0; block < blocks; block++)
        {
            for (var run = 0; run < form.Runs; run++)
            {
                all.Add(run * steps);
                all.Add(steps);
            }

            ends.Add(all.Count);
        }

        return new DenseProgram(all.ToEquatableArray(), ends.ToEquatableArray(), (long)blocks * form.Runs * steps, 0);
    }

    /// <summary>
    /// Sums of 16 bits that end as seldom as the weights allow; weights too large for a byte (or for a pair's sum) take further
    /// visits of their step. Null where those would be more than the steps themselves.
    /// </summary>
    public static DenseProgram? OfBytes(DenseForm form, int limit)
    {
        var builder = new PieceBuilder(form, limit);
        foreach (var (first, count) in Blocks(form))
        {
            if (!builder.Add(first, count))
            {
                return null;
            }
        }

        return builder.Finish();
    }

    private static IEnumerable<(int First, int Count)> Blocks(DenseForm form)
    {
        var groups = form.IsDepthwise ? 1 : form.Groups;
        var outputs = form.Outputs / groups;
        for (var group = 0; group < groups; group++)
        {
            for (var first = 0; first < outputs; first += DenseForm.BlockOutputs)
            {
                yield return ((group * outputs) + first, Math.Min(DenseForm.BlockOutputs, outputs - first));
            }
        }
    }

    private sealed class PieceBuilder(DenseForm form, int limit)
    {
        private const int PairsPerStep = 2;
        private readonly List<int> pieces = [];
        private readonly List<int> ends = [];
        private readonly int stepsPerRun = form.StepsPerRun(DenseArithmetic.Bytes);
        private readonly int[] positive = new int[DenseForm.BlockOutputs * PairsPerStep];
        private readonly int[] negative = new int[DenseForm.BlockOutputs * PairsPerStep];
        private readonly int[] rest = new int[DenseForm.BlockOutputs * PairsPerStep * 2];
        private readonly int[] taken = new int[DenseForm.BlockOutputs * PairsPerStep * 2];
        private long steps;
        private int widenings;

        public bool Add(int firstOutput, int outputs)
        {
            var start = pieces.Count;
            var visits = 0L;
            for (var step = 0; step < form.Runs * stepsPerRun; step++)
            {
                for (var i = 0; i < outputs * PairsPerStep * 2; i++)
                {
                    rest[i] = form.Weight(firstOutput + (i / 4), step / stepsPerRun, (step % stepsPerRun * 4) + (i % 4));
                }

                var isFirst = true;
                while (Take(outputs) || isFirst)
                {
                    Visit(step, outputs, start, isFirst);
                    isFirst = false;
                    if (++visits > 2L * form.Runs * stepsPerRun)
                    {
                        return false;
                    }
                }
            }

            End();
            steps += visits;
            ends.Add(pieces.Count);
            return true;
        }

        public DenseProgram Finish() => new(pieces.ToEquatableArray(), ends.ToEquatableArray(), steps, widenings);

        // As much of each pair as bytes hold and 16 bits sum; the kernels' packing takes the same.
        private bool Take(int outputs)
        {
            var any = false;
            for (var i = 0; i < outputs * PairsPerStep; i++)
            {
                var (first, second) = (rest[2 * i], rest[(2 * i) + 1]);
                var a = Clamp(first, limit, limit);
                var b = Clamp(second, a < 0 ? limit + a : limit, a > 0 ? limit - a : limit);
                (taken[2 * i], taken[(2 * i) + 1]) = (a, b);
                (rest[2 * i], rest[(2 * i) + 1]) = (first - a, second - b);
                any |= a != 0 || b != 0;
            }

            return any;
        }

        private static int Clamp(int weight, int down, int up) =>
            Math.Min(Math.Max(weight, Math.Max(-down, sbyte.MinValue)), Math.Min(up, sbyte.MaxValue));

        private void Visit(int step, int outputs, int start, bool isFirst)
        {
            var fits = true;
            for (var i = 0; i < outputs * PairsPerStep; i++)
            {
                var (up, down) = Signs(i);
                fits &= positive[i] + up <= limit && negative[i] + down <= limit;
            }

            if (!fits)
            {
                End();
            }

            for (var i = 0; i < outputs * PairsPerStep; i++)
            {
                var (up, down) = Signs(i);
                positive[i] += up;
                negative[i] += down;
            }

            // A piece goes on where the step is the next one of the same run and the sums did not end.
            var last = pieces.Count - 2;
            if (fits && isFirst && last >= start && step % stepsPerRun != 0 && pieces[last + 1] > 0 && pieces[last] + pieces[last + 1] == step)
            {
                pieces[last + 1]++;
                return;
            }

            pieces.Add(step);
            pieces.Add(1);
        }

        private (int Up, int Down) Signs(int pair)
        {
            var (a, b) = (taken[2 * pair], taken[(2 * pair) + 1]);
            return (Math.Max(a, 0) + Math.Max(b, 0), -Math.Min(a, 0) - Math.Min(b, 0));
        }

        private void End()
        {
            pieces[pieces.Count - 1] = -pieces[pieces.Count - 1];
            widenings++;
            Array.Clear(positive, 0, positive.Length);
            Array.Clear(negative, 0, negative.Length);
        }
    }
}
