using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>Adds each step's objects, tables and call to a model's code.</summary>
internal static class StepEmitter
{
    /// <summary>Adds one step.</summary>
    public static void Emit(PlanStep step, ModelCode code)
    {
        switch (step)
        {
            case FixedPointConvolutionStep convolution:
                ConvolutionEmitter.Emit(convolution, code);
                break;
            case FloatConvolutionStep convolution:
                ConvolutionEmitter.Emit(convolution, code);
                break;
            case FloatPixelConvolutionStep convolution:
                FloatPixelEmitter.Emit(convolution, code);
                break;
            case FloatDepthwiseStep convolution:
                FloatPixelEmitter.Emit(convolution, code);
                break;
            case FloatPixelPoolStep pool:
                FloatPixelEmitter.Emit(pool, code);
                break;
            case DenseConvolutionStep convolution:
                DenseEmitter.Emit(convolution, code);
                break;
            case ChannelsLastMaxPoolStep pool:
                ChannelsLastEmitter.Emit(pool, code);
                break;
            case ChannelsLastAveragePoolStep pool:
                ChannelsLastEmitter.Emit(pool, code);
                break;
            case ChannelsLastCopyStep copy:
                ChannelsLastEmitter.Emit(copy, code);
                break;
            case InlineLinearStep linear:
                InlineEmitter.Emit(linear, code);
                break;
            case FixedPointLinearStep linear:
                LinearEmitter.Emit(linear, code);
                break;
            case FloatLinearStep linear:
                LinearEmitter.Emit(linear, code);
                break;
            case FixedPointChannelAffineStep affine:
                ElementwiseEmitter.Emit(affine, code);
                break;
            case FloatChannelAffineStep affine:
                ElementwiseEmitter.Emit(affine, code);
                break;
            case FixedPointSumStep sum:
                ElementwiseEmitter.Emit(sum, code);
                break;
            case FixedPointProductStep product:
                ElementwiseEmitter.Emit(product, code);
                break;
            case FloatBinaryStep binary:
                ElementwiseEmitter.Emit(binary, code);
                break;
            case FixedPointRescaleStep rescale:
                ElementwiseEmitter.Emit(rescale, code);
                break;
            case FloatClampStep clamp:
                ElementwiseEmitter.Emit(clamp, code);
                break;
            case FixedPointTableStep table:
                ElementwiseEmitter.Emit(table, code);
                break;
            case FloatSigmoidStep sigmoid:
                ElementwiseEmitter.Emit(sigmoid, code);
                break;
            case FixedPointMaxPoolStep pool:
                PoolEmitter.Emit(pool, code);
                break;
            case FloatMaxPoolStep pool:
                PoolEmitter.Emit(pool, code);
                break;
            case FixedPointAveragePoolStep pool:
                PoolEmitter.Emit(pool, code);
                break;
            case FloatAveragePoolStep pool:
                PoolEmitter.Emit(pool, code);
                break;
            case FixedPointSoftmaxStep softmax:
                SoftmaxEmitter.Emit(softmax, code);
                break;
            case FloatSoftmaxStep softmax:
                SoftmaxEmitter.Emit(softmax, code);
                break;
            case FixedPointMatrixProductStep product:
                MatrixProductEmitter.Emit(product, code);
                break;
            case FloatMatrixProductStep product:
                MatrixProductEmitter.Emit(product, code);
                break;
            case MoveStep move:
                MoveEmitter.Emit(move, code);
                break;
            case PadStep pad:
                MoveEmitter.Emit(pad, code);
                break;
            default:
                throw new InvalidOperationException($"{step.GetType().Name} has no emitter");
        }
    }
}
