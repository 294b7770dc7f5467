import { type MappingAlgorithm, type ThemeConfig, theme } from 'antd'
import { dark, light, type Palette } from '../kit/palette.ts'

const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'

/** The component library in our colours. */
export function themeOf(isDark: boolean): ThemeConfig {
  const palette = isDark ? dark : light
  return {
    hashed: false, // there is one version of the library on the page
    algorithm: [isDark ? theme.darkAlgorithm : theme.defaultAlgorithm, exactly(palette)],
    token: {
      colorPrimary: palette.primary,
      colorInfo: palette.primary,
      colorSuccess: palette.good,
      colorWarning: palette.warn,
      colorError: palette.bad,
      fontFamily: FONT,
      fontSize: 14,
      borderRadius: 7,
      controlHeight: 34,
      wireframe: false,
      colorTextPlaceholder: palette.faint,
      colorTextDescription: palette.muted,
      colorTextHeading: palette.text,
      colorTextLabel: palette.muted,
      colorIcon: palette.muted,
      colorTextLightSolid: palette.onPrimary,
      controlItemBgActive: palette.primaryTint,
      controlItemBgActiveHover: palette.primaryTint,
      controlOutline: `${palette.primary}33`,
    },
    components: {
      Button: {
        primaryColor: palette.onPrimary,
        dangerColor: palette.onBad,
        primaryShadow: 'none',
        defaultShadow: 'none',
        fontWeight: 500,
      },
      Tooltip: { colorTextLightSolid: '#ffffff', colorBgSpotlight: isDark ? '#3a4946' : '#22302d' },
      Table: { headerBg: palette.sunken, cellPaddingBlock: 9, cellPaddingInline: 12 },
      Form: { itemMarginBottom: 18, verticalLabelPadding: '0 0 4px' },
      Switch: { trackHeight: 24, handleSize: 20 },
      Segmented: { itemSelectedColor: palette.text },
    },
  }
}

/** The library derives shades from seeds; where our palette names the colour itself, ours is meant. */
function exactly(palette: Palette): MappingAlgorithm {
  return (_seed, derived) => ({
    ...(derived as NonNullable<typeof derived>),
    colorPrimary: palette.primary,
    colorPrimaryHover: palette.primaryHover,
    colorPrimaryActive: palette.primaryActive,
    colorPrimaryText: palette.primary,
    colorPrimaryBg: palette.primaryTint,
    colorPrimaryBgHover: palette.primaryTint,
    colorLink: palette.primary,
    colorLinkHover: palette.primaryHover,
    colorLinkActive: palette.primaryActive,
    colorInfo: palette.primary,
    colorInfoBg: palette.primaryTint,
    colorSuccess: palette.good,
    colorSuccessText: palette.good,
    colorSuccessBg: palette.goodTint,
    colorWarning: palette.warn,
    colorWarningText: palette.warn,
    colorWarningBg: palette.warnTint,
    colorError: palette.bad,
    colorErrorText: palette.bad,
    colorErrorBg: palette.badTint,
    colorText: palette.text,
    colorTextSecondary: palette.muted,
    colorTextTertiary: palette.faint,
    colorBgLayout: palette.canvas,
    colorBgContainer: palette.surface,
    colorBgElevated: palette.raised,
    colorBorder: palette.control,
    colorBorderSecondary: palette.line,
  })
}
