using System;

namespace Wfn.Kernels;

/// <summary>Elements along some axes made one, worked out in double.</summary>
internal static class FloatReduction
{
    private interface IReduction
    {
        double Start { get; }

        double With(double value, double element);
    }

    /// <summary>Their sum.</summary>
    internal static void Sum(ReductionWalk walk, ReadOnlySpan<float> input, Span<float> output) => Run(default(Addition), walk, input, output);

    /// <summary>Their product.</summary>
    internal static void Product(ReductionWalk walk, ReadOnlySpan<float> input, Span<float> output) => Run(default(Multiplication), walk, input, output);

    /// <summary>The largest.</summary>
    internal static void Largest(ReductionWalk walk, ReadOnlySpan<float> input, Span<float> output) => Run(default(Maximum), walk, input, output);

    /// <summary>The smallest.</summary>
    internal static void Smallest(ReductionWalk walk, ReadOnlySpan<float> input, Span<float> output) => Run(default(Minimum), walk, input, output);

    /// <summary>ln Σ e^x, the largest taken off first.</summary>
    internal static void LogSumExp(ReductionWalk walk, ReadOnlySpan<float> input, Span<float> output)
    {
        for (var element = 0; element < output.Length; element++)
        {
            var start = walk.Start(element);
            var largest = Fold(default(Maximum), walk, input, start);
            output[element] = (float)(double.IsInfinity(largest)
                ? largest
                : largest + Math.Log(Fold(new ExponentialAddition(largest), walk, input, start)));
        }
    }

    private static void Run<TReduction>(TReduction reduction, ReductionWalk walk, ReadOnlySpan<float> input, Span<float> output)
        where TReduction : struct, IReduction
    {
        for (var element = 0; element < output.Length; element++)
        {
            output[element] = (float)Fold(reduction, walk, input, walk.Start(element));
        }
    }

    private static double Fold<TReduction>(TReduction reduction, ReductionWalk walk, ReadOnlySpan<float> input, int start)
        where TReduction : struct, IReduction
    {
        var value = reduction.Start;
        for (var run = 0; run < walk.Runs; run++)
        {
            for (int i = 0, at = start + walk.RunStart(run); i < walk.RunLength; i++, at += walk.RunStep)
            {
                value = reduction.With(value, input[at]);
            }
        }

        return value;
    }

    private readonly struct Addition : IReduction
    {
        public double Start => 0;

        public double With(double value, double element) => value + element;
    }

    private readonly struct Multiplication : IReduction
    {
        public double Start => 1;

        public double With(double value, double element) => value * element;
    }

    private readonly struct Maximum : IReduction
    {
        public double Start => double.NegativeInfinity;

        public double With(double value, double element) => Math.Max(value, element);
    }

    private readonly struct Minimum : IReduction
    {
        public double Start => double.PositiveInfinity;

        public double With(double value, double element) => Math.Min(value, element);
    }

    private readonly struct ExponentialAddition : IReduction
    {
        private readonly double largest;

        internal ExponentialAddition(double largest) => this.largest = largest;

        public double Start => 0;

        public double With(double value, double element) => value + Math.Exp(element - largest);
    }
}
