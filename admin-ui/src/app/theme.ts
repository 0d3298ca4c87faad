import { createTheme, type MantineColorsTuple } from '@mantine/core'

const flat = (colour: string): MantineColorsTuple => [
  colour,
  colour,
  colour,
  colour,
  colour,
  colour,
  colour,
  colour,
  colour,
  colour,
]

/** Mantine in the console's clothes: colours are the tokens of theme.css, so that both schemes come from one place. */
export const theme = createTheme({
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '11px', sm: '13px', md: '13px', lg: '15px', xl: '22px' },
  defaultRadius: 6,
  cursorType: 'pointer',
  colors: { ink: flat('var(--ink)'), blue: flat('var(--blue)'), red: flat('var(--red)') },
  primaryColor: 'blue',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 200, multiline: true, maw: 320, fz: 12 } },
    Modal: {
      defaultProps: {
        centered: false,
        radius: 12,
        padding: 24,
        yOffset: '12vh',
        transitionProps: { duration: 80 },
      },
    },
  },
})
