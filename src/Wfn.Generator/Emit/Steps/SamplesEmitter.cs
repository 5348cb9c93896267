using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>The steps of several samples at once: the layers of one sample, over more pixels.</summary>
internal static class SamplesEmitter
{
    /// <summary>Adds them, where the model has such a plan.</summary>
    public static void Emit(ModelCode code)
    {
        if (code.Input.Samples is not { } plan)
        {
            return;
        }

        var layer = 0;
        foreach (var step in plan.Steps)
        {
            switch (step)
            {
                case DenseConvolutionStep dense:
                    DenseEmitter.EmitSamples(dense, code.DenseLayers[layer++], code);
                    break;
                case ChannelsLastCopyStep copy:
                    ChannelsLastEmitter.EmitSamples(copy, code);
                    break;
                default:
                    throw new InvalidOperationException($"{step.GetType().Name} has no emitter for several samples");
            }
        }
    }
}
