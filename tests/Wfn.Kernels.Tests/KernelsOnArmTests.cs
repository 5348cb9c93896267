using Wfn.Kernels.Tests.Dense;
using Wfn.Kernels.Tests.FixedPoint;
using Wfn.Kernels.Tests.Float;
using Wfn.Kernels.Tests.Plans;
using Wfn.Kernels.Tests.Pools;

namespace Wfn.Kernels.Tests;

/// <summary>Tests of this assembly, run again on an emulated Arm processor: its vectors give the bits of the reference, too.</summary>
public class KernelsOnArmTests
{
    private static readonly string Path = typeof(KernelsOnArmTests).Assembly.Location;

    private static readonly Type[] Classes =
    [
        typeof(DenseKernelTests), typeof(DenseSamplesTests), typeof(LookupKernelTests), typeof(ChannelsLastInputTests), typeof(ShiftAddConvolutionTests),
        typeof(ShiftAddLinearTests), typeof(QuantizationTests), typeof(PoolTests), typeof(EveryPlanTests), typeof(FloatConvolutionTests),
        typeof(FloatLinearTests), typeof(FloatElementwiseTests), typeof(FloatPixelTests), typeof(BatchTransposeTests),
    ];

    /// <summary>On a processor with the dot product of bytes, and on one without; both at once, as each keeps one core busy.</summary>
    [FactOnEmulatedArm]
    public async Task TestsPass()
    {
        var outputs = await Task.WhenAll(new[] { (Processor: "cortex-a76", HasDotProduct: true), (Processor: "cortex-a72", HasDotProduct: false) }
            .Select(p => Task.Run(() => (p.HasDotProduct, Lines: EmulatedArm.Run(p.Processor, ["tests", Path, .. Classes.Select(c => c.Name)])))));
        Assert.All(outputs, output =>
        {
            Assert.Equal($"Arm64, AdvSimd True, Dp {output.HasDotProduct}", output.Lines[0]);
            Assert.All(Classes, c => Assert.Contains(output.Lines, line => line.Contains($"{c.FullName}.", StringComparison.Ordinal)));
        });
    }
}
