namespace Wfn.Planning;

/// <summary>
/// Lays the byte weights of a convolution out in pieces. The proof that 16 bits suffice: before a step is taken, the weights of
/// either sign that any lane has multiplied since its sum was last emptied, and the step's own, times the largest input, are shown
/// to fit. Sums that wrap on the way come back, so only a piece's end counts, and within a step the sum of two products.
/// </summary>
internal sealed class DenseProgramBuilder(DenseForm form, int limit, int scale)
{
    private const int StepElements = 4;
    private readonly int pairs = form.BlockLength * StepElements / 2;
    private readonly List<int> pieces = [];
    private readonly List<int> ends = [];
    private readonly int stepsPerRun = form.StepsPerRun(DenseArithmetic.Bytes);
    private readonly int stepCount = form.Runs * form.StepsPerRun(DenseArithmetic.Bytes);
    private readonly int[] whole = new int[form.Runs * form.StepsPerRun(DenseArithmetic.Bytes) * StepElements * form.BlockLength];
    private readonly int[] rest = new int[form.Runs * form.StepsPerRun(DenseArithmetic.Bytes) * StepElements * form.BlockLength];
    private readonly int[] positive = new int[form.BlockLength * StepElements / 2];
    private readonly int[] negative = new int[form.BlockLength * StepElements / 2];
    private readonly int[] up = new int[form.BlockLength * StepElements / 2];
    private readonly int[] down = new int[form.BlockLength * StepElements / 2];
    private int blockStart;
    private long steps;
    private int widenings;

    /// <summary>The program of the first blocks, or null where it has more than twice as many steps as the convolution.</summary>
    public DenseProgram? Build(int blocks)
    {
        foreach (var (first, count) in form.Blocks().Take(blocks))
        {
            blockStart = pieces.Count;
            Read(first, count);
            var before = steps;
            Add(whole, 1 << scale, before);
            Add(rest, 1, before);
            ends.Add(pieces.Count);
            if (steps - before > 2L * stepCount)
            {
                return null;
            }
        }

        return new DenseProgram(pieces.ToEquatableArray(), ends.ToEquatableArray(), steps, widenings, scale);
    }

    // Weights in units of 2^scale and what is left of them, step by step, for each lane the step's four.
    private void Read(int firstOutput, int outputs)
    {
        Array.Clear(whole, 0, whole.Length);
        Array.Clear(rest, 0, rest.Length);
        var half = scale == 0 ? 0 : 1 << (scale - 1);
        for (var lane = 0; lane < outputs; lane++)
        {
            for (var run = 0; run < form.Runs; run++)
            {
                for (var element = 0; element < form.RunLength; element++)
                {
                    var weight = form.Weight(firstOutput + lane, run, element);
                    var step = (run * stepsPerRun) + (element / StepElements);
                    var at = (((step * form.BlockLength) + lane) * StepElements) + (element % StepElements);
                    whole[at] = (weight + half) >> scale;
                    rest[at] = weight - (whole[at] << scale);
                }
            }
        }
    }

    private void Add(int[] weights, int factor, long before)
    {
        for (var step = 0; step < stepCount; step++)
        {
            for (var isFirst = true; Take(weights, step * pairs * 2); isFirst = false)
            {
                Visit(step, factor, isFirst);
                if (++steps - before > 2L * stepCount)
                {
                    return;
                }
            }
        }

        End(factor);
    }

    // As much of each pair as bytes hold and 16 bits sum; the kernels' packing takes the same.
    private bool Take(int[] weights, int start)
    {
        var any = 0;
        for (var i = 0; i < pairs; i++)
        {
            var (first, second) = (weights[start + (2 * i)], weights[start + (2 * i) + 1]);
            var a = Clamp(first, limit, limit);
            var b = Clamp(second, a < 0 ? limit + a : limit, a > 0 ? limit - a : limit);
            weights[start + (2 * i)] = first - a;
            weights[start + (2 * i) + 1] = second - b;
            up[i] = Math.Max(a, 0) + Math.Max(b, 0);
            down[i] = -Math.Min(a, 0) - Math.Min(b, 0);
            any |= a | b;
        }

        return any != 0;
    }

    private static int Clamp(int weight, int down, int up) =>
        Math.Min(Math.Max(weight, Math.Max(-down, sbyte.MinValue)), Math.Min(up, sbyte.MaxValue));

    private void Visit(int step, int factor, bool isFirst)
    {
        for (var i = 0; i < pairs; i++)
        {
            if (positive[i] + up[i] > limit || negative[i] + down[i] > limit)
            {
                End(factor);
                break;
            }
        }

        for (var i = 0; i < pairs; i++)
        {
            positive[i] += up[i];
            negative[i] += down[i];
        }

        // A piece goes on where the step is the next one of the same run and the sums did not end.
        var last = pieces.Count - DenseProgram.PieceLength;
        if (isFirst && last >= blockStart && step % stepsPerRun != 0 && pieces[last + 1] > 0 && pieces[last] + pieces[last + 1] == step)
        {
            pieces[last + 1]++;
            return;
        }

        pieces.AddRange([step, 1, factor]);
    }

    private void End(int factor)
    {
        var last = pieces.Count - DenseProgram.PieceLength;
        if (last < blockStart || pieces[last + 1] < 0)
        {
            return;
        }

        pieces[last + 1] = -pieces[last + 1];
        pieces[last + 2] = factor;
        widenings++;
        Array.Clear(positive, 0, positive.Length);
        Array.Clear(negative, 0, negative.Length);
    }
}
