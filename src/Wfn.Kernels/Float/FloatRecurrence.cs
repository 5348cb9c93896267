using System;

namespace Wfn.Kernels;

/// <summary>What a gate applies to its sum; numbered as ONNX's functions are in the model: sigmoid, tanh, ReLU, affine, …</summary>
internal readonly struct FloatGate
{
    private readonly int function;
    private readonly float alpha;
    private readonly float beta;

    /// <summary>Makes it.</summary>
    internal FloatGate(int function, float alpha, float beta)
    {
        this.function = function;
        this.alpha = alpha;
        this.beta = beta;
    }

    /// <summary>The value of a sum.</summary>
    internal float Of(float x) => function switch
    {
        0 => (float)(1 / (1 + Math.Exp(-x))),
        1 => (float)Math.Tanh(x),
        2 => Math.Max(x, 0),
        3 => (alpha * x) + beta,
        4 => x < 0 ? alpha * x : x,
        5 => x > alpha ? x : 0,
        6 => alpha * (float)Math.Tanh(beta * x),
        7 => Math.Min(Math.Max((alpha * x) + beta, 0), 1),
        8 => x < 0 ? alpha * (float)(Math.Exp(x) - 1) : x,
        9 => x / (1 + Math.Abs(x)),
        _ => Math.Max(x, 0) + (float)Math.Log(1 + Math.Exp(-Math.Abs(x))),
    };
}

/// <summary>Recurrent layers in one direction over [steps, rows, inputs].</summary>
internal sealed class FloatRecurrence
{
    private readonly int steps;
    private readonly int rows;
    private readonly int inputs;
    private readonly int hidden;
    private readonly bool isReverse;
    private readonly float[] weights;
    private readonly float[] recurrence;
    private readonly float[] bias;
    private readonly float[] extra;
    private readonly FloatGate first;
    private readonly FloatGate second;
    private readonly FloatGate third;
    private readonly float clip;
    private readonly bool isVariant;

    /// <summary>Makes the layer; extra are an LSTM's peepholes or a GRU's recurrent bias, the variant couples an LSTM's gates or resets a GRU after its sum.</summary>
    internal FloatRecurrence(
        int steps,
        int rows,
        int inputs,
        int hidden,
        bool isReverse,
        float[] weights,
        float[] recurrence,
        float[] bias,
        float[] extra,
        FloatGate first,
        FloatGate second,
        FloatGate third,
        float clip,
        bool isVariant)
    {
        this.steps = steps;
        this.rows = rows;
        this.inputs = inputs;
        this.hidden = hidden;
        this.isReverse = isReverse;
        this.weights = weights;
        this.recurrence = recurrence;
        this.bias = bias;
        this.extra = extra;
        this.first = first;
        this.second = second;
        this.third = third;
        this.clip = clip;
        this.isVariant = isVariant;
    }

    /// <summary>Long short-term memory: gates i, o, f, c.</summary>
    internal void Lstm(
        ReadOnlySpan<float> input, ReadOnlySpan<float> initial, ReadOnlySpan<float> initialCell, Span<float> output, Span<float> cell, Span<float> scratch)
    {
        var sums = scratch.Slice(0, 4 * hidden);
        for (var row = 0; row < rows; row++)
        {
            State(initialCell, row).CopyTo(cell.Slice(row * hidden, hidden));
        }

        for (var t = 0; t < steps * rows; t++)
        {
            Sum(weights, 0, input.Slice(Block(t) * inputs, inputs), bias, sums, isFirst: true);
            Sum(recurrence, 0, Before(initial, output, t), bias, sums, isFirst: false);
            var c = cell.Slice(t % rows * hidden, hidden);
            var y = output.Slice(Block(t) * hidden, hidden);
            for (var k = 0; k < hidden; k++)
            {
                var i = Gate(first, sums[k] + (extra[k] * c[k]));
                var f = isVariant ? 1 - i : Gate(first, sums[(2 * hidden) + k] + (extra[(2 * hidden) + k] * c[k]));
                c[k] = (f * c[k]) + (i * Gate(second, sums[(3 * hidden) + k]));
                y[k] = Gate(first, sums[hidden + k] + (extra[hidden + k] * c[k])) * third.Of(c[k]);
            }
        }
    }

    /// <summary>A gated recurrent unit: gates z, r, h.</summary>
    internal void Gru(
        ReadOnlySpan<float> input, ReadOnlySpan<float> initial, ReadOnlySpan<float> initialCell, Span<float> output, Span<float> cell, Span<float> scratch)
    {
        var sums = scratch.Slice(0, 3 * hidden);
        var seen = scratch.Slice(3 * hidden, hidden);
        for (var t = 0; t < steps * rows; t++)
        {
            var h = Before(initial, output, t);
            var y = output.Slice(Block(t) * hidden, hidden);
            Sum(weights, 0, input.Slice(Block(t) * inputs, inputs), bias, sums, isFirst: true);
            Sum(recurrence, 0, h, bias, sums.Slice(0, 2 * hidden), isFirst: false);
            for (var k = 0; k < hidden; k++)
            {
                sums[hidden + k] = Gate(first, sums[hidden + k]);
                seen[k] = isVariant ? h[k] : sums[hidden + k] * h[k];
            }

            // The result is the recurrent sum first: it must not lie where the state before is read.
            for (var k = 0; k < hidden; k++)
            {
                y[k] = Dot((2 * hidden) + k, seen) + extra[k];
            }

            for (var k = 0; k < hidden; k++)
            {
                var z = Gate(first, sums[k]);
                var candidate = Gate(second, sums[(2 * hidden) + k] + (isVariant ? sums[hidden + k] * y[k] : y[k]));
                y[k] = ((1 - z) * candidate) + (z * h[k]);
            }
        }
    }

    /// <summary>A plain recurrent layer.</summary>
    internal void Rnn(
        ReadOnlySpan<float> input, ReadOnlySpan<float> initial, ReadOnlySpan<float> initialCell, Span<float> output, Span<float> cell, Span<float> scratch)
    {
        var sums = scratch.Slice(0, hidden);
        for (var t = 0; t < steps * rows; t++)
        {
            Sum(weights, 0, input.Slice(Block(t) * inputs, inputs), bias, sums, isFirst: true);
            Sum(recurrence, 0, Before(initial, output, t), bias, sums, isFirst: false);
            var y = output.Slice(Block(t) * hidden, hidden);
            for (var k = 0; k < hidden; k++)
            {
                y[k] = Gate(first, sums[k]);
            }
        }
    }

    private float Dot(int row, ReadOnlySpan<float> x)
    {
        var sum = 0f;
        for (var i = 0; i < x.Length; i++)
        {
            sum += recurrence[(row * x.Length) + i] * x[i];
        }

        return sum;
    }

    private static void Sum(float[] matrix, int from, ReadOnlySpan<float> x, float[] bias, Span<float> sums, bool isFirst)
    {
        for (var o = 0; o < sums.Length; o++)
        {
            var row = MemoryExtensions.AsSpan(matrix, (from + o) * x.Length, x.Length);
            var sum = 0f;
            for (var i = 0; i < row.Length; i++)
            {
                sum += row[i] * x[i];
            }

            sums[o] = sum + (isFirst ? bias[from + o] : sums[o]);
        }
    }

    private float Gate(FloatGate gate, float sum) => gate.Of(Math.Min(Math.Max(sum, -clip), clip));

    // Steps are counted in the layer's own order, rows of one step after another.
    private int Block(int t) => ((isReverse ? steps - 1 - (t / rows) : t / rows) * rows) + (t % rows);

    private ReadOnlySpan<float> Before(ReadOnlySpan<float> initial, Span<float> output, int t) =>
        t < rows ? State(initial, t) : output.Slice(Block(t - rows) * hidden, hidden);

    private ReadOnlySpan<float> State(ReadOnlySpan<float> states, int row) => states.Slice(states.Length == hidden ? 0 : row * hidden, hidden);
}
